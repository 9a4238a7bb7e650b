public import LearningRateFinder

/// The scores of our answer and of every rule of the field on the same curves.
public struct Scoreboard: Sendable {
  /// What the rate is for.
  public enum Goal: String, CaseIterable, Sendable {
    /// A training at a constant rate.
    case constant = "constant rate"
    /// The highest rate of a schedule that warms up and decays.
    case peak = "peak of warm-up and decay"

    func truth(of task: TaskResult) -> GridTruth? {
      self == .constant ? task.constant : task.peak
    }

    func suggestion(of answer: Answer) -> Answer.Suggestion? {
      self == .constant ? answer.suggestion : answer.peak
    }
  }

  /// The scores of a rule of the field.
  public struct Row: Sendable {
    /// The rule's name.
    public let name: String
    /// Its score on all curves; nil where it has no rate on any.
    public let all: Score?
    /// Its score on the curves that ours answers; nil where it has no rate on any.
    public let answered: Score?
  }

  /// The number of tasks.
  public let tasks: Int
  /// The score of our answer; nil where it abstains on every curve.
  public let ours: Score?
  /// Those of the rules.
  public let rules: [Row]

  /// Reads answers off curves as the library of today does, and scores them.
  ///
  /// Nil where no task has a search and a curve.
  ///
  /// - Parameters:
  ///   - tasks: The tasks; those without a search for the goal are left out.
  ///   - goal: What the rate is for.
  ///   - curves: Which curves of a task.
  ///   - answering: Reads an answer off a curve.
  public init?(
    _ tasks: [TaskResult], for goal: Goal = .constant,
    curves: (TaskResult) -> [Curve] = \.curves,
    answering: (Curve, GradientAge) -> Answer = { Answer($0, gradientAge: $1) }
  ) {
    var ours: [Mark?] = []
    var rules: [String: [Mark?]] = [:]
    var count = 0
    for task in tasks {
      guard let truth = goal.truth(of: task), !curves(task).isEmpty else { continue }
      count += 1
      for curve in curves(task) {
        let answer = answering(curve, task.gradientAge)
        ours.append(goal.suggestion(of: answer).map { Mark($0, against: truth) })
        for rule in answer.rules {
          rules[rule.name, default: []].append(
            rule.learningRate.map { Mark($0, against: truth) })
        }
      }
    }
    guard count > 0 else { return nil }
    self.tasks = count
    self.ours = Score(ours)
    self.rules = SuggestionRules.all.compactMap { rule in
      rules[rule.name].map { marks in
        let answered = zip(marks, ours).filter { $1 != nil }.map(\.0)
        return Row(name: rule.name, all: Score(marks), answered: Score(answered))
      }
    }
  }
}

extension Mark {
  /// Marks a rate with its interval.
  init(_ suggestion: Answer.Suggestion, against truth: GridTruth) {
    self.init(
      suggestion.learningRate, interval: suggestion.low...suggestion.high, against: truth)
  }
}
