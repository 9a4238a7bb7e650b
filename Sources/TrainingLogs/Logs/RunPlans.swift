internal import Foundation
internal import LearningRateFinder

/// Finds the runs in any number of logs: most logs are one, some hold several, and some have only
/// the rates or only the losses of one.
struct RunPlans {
  fileprivate struct Partial {
    let survey: LogSurvey
    let series: LogSurvey.Series
    var part: RunPlan.Part { RunPlan.Part(survey.source, series) }
  }

  private let options: LogOptions
  private var plans: [RunPlan] = []
  private var rates: [Partial] = []
  private var losses: [Partial] = []
  private var heldOut: [Partial] = []
  /// The logs that must make a curve, alone or with another.
  private var asked: [LogSurvey] = []
  /// The logs of folders that make none.
  private var failures: [LogError] = []
  private var notes: [String] = []

  /// Creates plans of nothing yet.
  init(_ options: LogOptions) { self.options = options }

  /// Adds a log that must make a curve, alone or with another.
  ///
  /// - Throws: `LogError` for a log that cannot be read.
  mutating func add(_ source: LogSource) throws(LogError) {
    let survey = try LogSurvey(source, options)
    asked.append(survey)
    take(survey)
  }

  /// Adds the logs in a folder, of which those count that make curves.
  ///
  /// - Throws: `LogError` for a folder without logs.
  mutating func add(_ folder: LogFolder) throws(LogError) {
    let found = try folder.sources(options)
    for result in found.sources {
      do throws(LogError) {
        let survey = try LogSurvey(try result.get(), options)
        if found.mustBeRuns { asked.append(survey) }
        guard !survey.isEmpty else { continue }
        if survey.series.isEmpty { failures.append(survey.unresolved(options)) }
        take(survey)
      } catch {
        if found.mustBeRuns { throw error }
        failures.append(error)
      }
    }
    if plans.isEmpty, rates.isEmpty, losses.isEmpty, failures.isEmpty {
      failures.append(LogError("\(folder.path): has no scalars"))
    }
  }

  private mutating func take(_ survey: LogSurvey) {
    for series in survey.series {
      let partial = Partial(survey: survey, series: series)
      let isAside =
        survey.source.isOfEvents && NameMeaning(survey.source.calledBy).isValidation
      switch (series.loss, series.rate) {
      case (.some, .some): plans.append(RunPlan(label: partial.label, parts: [partial.part]))
      case (.some, nil):
        if isAside, options.validationTag == nil {
          heldOut.append(partial)
        } else {
          losses.append(partial)
        }
      case (nil, .some): rates.append(partial)
      case (nil, nil): if series.validation != nil { heldOut.append(partial) }
      }
    }
  }

  /// Joins what belongs together, and reads the curves.
  ///
  /// - Throws: `LogError` where a log that must make a curve makes none, or none does.
  mutating func curves() throws(LogError) -> [CurveLog] {
    joinRatesAndLosses()
    joinHeldOut()
    let used = Set(plans.flatMap(\.parts).map { ObjectIdentifier($0.source) })
    for survey in asked where !used.contains(ObjectIdentifier(survey.source)) {
      throw survey.unresolved(options)
    }
    for partial in rates + losses + heldOut
    where !used.contains(ObjectIdentifier(partial.survey.source)) {
      failures.append(partial.survey.unresolved(options))
    }
    let isStrict = !asked.isEmpty
    var logs: [CurveLog] = []
    for plan in plans {
      do throws(LogError) {
        logs += try plan.curves(options)
      } catch {
        if isStrict { throw error }
        failures.append(error)
      }
    }
    guard let first = logs.first else {
      throw failures.first ?? LogError("no logs: expected files or folders")
    }
    logs[0] = first.noting(failures.map { "left out: \($0)" })
    return logs
  }

  /// Joins every log of losses with the log of rates that is nearest: of the same run, or else with
  /// the most of its path in common.
  private mutating func joinRatesAndLosses() {
    var left = rates
    for loss in losses {
      let nearest = left.indices.max { nearness(left[$0], loss) < nearness(left[$1], loss) }
      if let nearest {
        let rate = left[nearest]
        // Where there is a log of rates for every log of losses, each is used once.
        if rates.count == losses.count, rates.count > 1 { left.remove(at: nearest) }
        plans.append(
          RunPlan(
            label: "\(loss.label) with \(rate.survey.source.path)",
            parts: [rate.part, loss.part]))
      } else if options.ramp != nil {
        plans.append(RunPlan(label: loss.label, parts: [loss.part]))
      }
    }
  }

  private func nearness(_ one: Partial, _ other: Partial) -> (Int, Int) {
    let isSameRun = one.series.label != nil && one.series.label == other.series.label
    let common = one.survey.source.path.commonPrefix(with: other.survey.source.path)
    return (isSameRun ? 1 : 0, common.count)
  }

  /// Gives the logs of held-out examples to the runs that are called like them and are beside them.
  private mutating func joinHeldOut() {
    for held in heldOut {
      let source = held.survey.source
      let name = held.series.loss ?? held.series.validation
      for i in plans.indices where plans[i].parts.allSatisfy({ $0.validation == nil }) {
        guard let main = plans[i].parts.first(where: { $0.loss != nil }), let loss = main.loss,
          let name, NameMeaning(name).subject == NameMeaning(loss).subject,
          (main.source.path as NSString).deletingLastPathComponent
            == (source.path as NSString).deletingLastPathComponent,
          !source.isOfEvents || main.source.isBeside(source)
        else { continue }
        plans[i].parts.insert(RunPlan.Part(source: source, validation: name), at: 0)
        break
      }
    }
  }
}

extension RunPlans.Partial {
  fileprivate var label: String {
    series.label.map { "\(survey.source.path) (\($0))" } ?? survey.source.path
  }
}

extension RunPlan.Part {
  fileprivate init(_ source: LogSource, _ series: LogSurvey.Series) {
    self.init(
      source: source, loss: series.loss, rate: series.rate, validation: series.validation,
      rowsOfRun: series.rowsOfRun)
  }
}

extension LogSource {
  /// Whether its folder is called like the one of another's held-out examples.
  fileprivate func isBeside(_ other: LogSource) -> Bool {
    NameMeaning(calledBy).subject == NameMeaning(other.calledBy).subject
  }
}
