public import Datasets
public import Torch

/// What a model in training is to learn from its examples: what its output is compared with, and
/// by which loss.
public struct Objective: Hashable, Sendable {
  /// What an output is compared with.
  public enum Goal: Hashable, Sendable {
    /// The class; outputs are [batch, classes].
    case classes
    /// The numbers; outputs are [batch, numbers].
    case numbers
    /// The character after each character; outputs are [batch, length, vocabulary].
    case nextCharacter
    /// The normalized example itself, whatever the data set's targets are; outputs are [batch,
    /// numbers of an example].
    case input
  }

  /// What an output is compared with.
  public let goal: Goal
  /// How it is compared; losses of numbers compare classes with 1 for the right one and else 0.
  public let loss: Loss

  private init(_ goal: Goal, _ loss: Loss) {
    self.goal = goal
    self.loss = loss
  }

  /// Classes by the cross entropy of logits.
  public static let classification = Objective(.classes, .crossEntropy)
  /// Numbers by the mean squared error.
  public static let regression = Objective(.numbers, .meanSquaredError)
  /// Characters by the cross entropy of logits, averaged over all positions.
  public static let nextCharacter = Objective(.nextCharacter, .crossEntropy)
  /// The example itself by the mean squared error.
  public static let reconstruction = Objective(.input, .meanSquaredError)

  /// The objective that a data set asks for.
  ///
  /// - Parameter task: What is to be learned from the data set.
  public init(_ task: Dataset.LearningTask) {
    self =
      switch task {
      case .classification: .classification
      case .regression: .regression
      case .nextCharacter: .nextCharacter
      }
  }

  /// Whether an output is right or wrong, so that an accuracy can be told.
  public var hasAccuracy: Bool { goal == .classes || goal == .nextCharacter }

  /// The losses that a goal can have.
  private static func losses(of goal: Goal, givesLogProbabilities: Bool) -> [Loss] {
    let ofLogProbabilities: [Loss] = givesLogProbabilities ? [.negativeLogLikelihood] : []
    let ofNumbers: [Loss] = [.meanSquaredError, .meanAbsoluteError, .smoothL1]
    return switch goal {
    case .classes: [.crossEntropy] + ofLogProbabilities + [.binaryCrossEntropy] + ofNumbers
    case .nextCharacter: [.crossEntropy] + ofLogProbabilities
    case .numbers, .input: ofNumbers
    }
  }

  /// The same goal with another loss.
  ///
  /// - Parameters:
  ///   - loss: The loss; nil for the one that is there.
  ///   - model: The model's name.
  ///   - isOfFile: Whether it is one of one's own. Only such a one may give log-probabilities, which
  ///     the negative log likelihood asks for; those of the catalog give logits.
  /// - Returns: The objective.
  /// - Throws: `TrainingError` for a loss that does not fit the goal; it lists those that do.
  func with(
    _ loss: Loss?, for model: String, isOfFile: Bool
  ) throws(TrainingError) -> Objective {
    guard let loss else { return self }
    let fitting = Self.losses(of: goal, givesLogProbabilities: isOfFile)
    guard fitting.contains(loss) else {
      let subject =
        switch goal {
        case .classes: "classes"
        case .numbers: "numbers"
        case .nextCharacter: "characters"
        case .input: "an example that \(model) is to give back"
        }
      let reason =
        loss == .negativeLogLikelihood && hasAccuracy
        ? "the loss nll is of log-probabilities, and \(model) gives logits"
        : "the loss \(loss.rawValue) does not fit \(subject)"
      throw TrainingError(
        "\(reason): choose one of \(fitting.map(\.rawValue).joined(separator: ", "))")
    }
    return Objective(goal, loss)
  }

  /// The loss of a batch, a scalar.
  func callAsFunction(
    _ output: Tensor, inputs: Tensor, targets: Tensor
  ) throws(TorchError) -> Tensor {
    switch goal {
    case .classes: try loss(output, isOfClasses ? targets : oneHot(targets, like: output))
    case .numbers: try loss(output, targets)
    case .nextCharacter: try loss(output.flattened(from: 0, to: 1), targets.flattened())
    case .input: try loss(output, inputs.flattened(from: 1))
    }
  }

  /// Whether the loss takes the classes as they are.
  private var isOfClasses: Bool { loss == .crossEntropy || loss == .negativeLogLikelihood }

  /// 1 at the class of each example, and else 0.
  private func oneHot(_ targets: Tensor, like output: Tensor) throws(TorchError) -> Tensor {
    let classes = try Tensor((0..<Int64(output.shape[1])).map(\.self)).moved(to: targets.device)
    let isRight = try targets.reshaped([targets.count, 1]).equals(classes)
    return try isRight.moved(dataType: output.dataType)
  }

  /// The share of a batch's outputs whose greatest one is that of the target.
  func accuracy(_ output: Tensor, targets: Tensor) throws(TorchError) -> Double {
    let right = try output.argmax(-1).equals(targets)
    return try right.sum().item() / Double(max(1, targets.count))
  }
}
