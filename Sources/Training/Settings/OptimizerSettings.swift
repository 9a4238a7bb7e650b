public import LearningRateFinder
internal import Torch

/// Which optimizer to train with, and its settings; those left nil are the optimizer's own.
public struct OptimizerSettings: Hashable, Sendable {
  /// The optimizers that can be named.
  public enum Kind: String, CaseIterable, Sendable {
    /// Stochastic gradient descent, by default with a momentum of 0.9.
    case sgd
    /// Adam (Kingma and Ba 2014).
    case adam
    /// Adam with decoupled weight decay, by default 0.01 (Loshchilov and Hutter 2017).
    case adamw
    /// RMSprop (Hinton 2012).
    case rmsprop
    /// Adagrad (Duchi, Hazan and Singer 2011).
    case adagrad
  }

  /// The optimizer.
  public var kind: Kind
  /// How much of the last update stays, from 0 up to 1; `sgd` and `rmsprop` only.
  public var momentum: Double?
  /// Whether the momentum is Nesterov's; `sgd` only.
  public var isNesterov: Bool
  /// How much a step shrinks the weights, 0 or more.
  public var weightDecay: Double?

  /// Creates settings.
  ///
  /// - Parameters:
  ///   - kind: The optimizer.
  ///   - momentum: How much of the last update stays, from 0 up to 1.
  ///   - isNesterov: Whether the momentum is Nesterov's.
  ///   - weightDecay: How much a step shrinks the weights, 0 or more.
  public init(
    _ kind: Kind = .sgd, momentum: Double? = nil, isNesterov: Bool = false,
    weightDecay: Double? = nil
  ) {
    self.kind = kind
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
  }

  /// How old the gradients in one update are, in the mean, which the answer of a range test takes
  /// into account.
  public var gradientAge: GradientAge {
    .ofOptimizer(named: kind.rawValue, momentum: momentum, isNesterov: isNesterov) ?? .none
  }

  /// The same settings with the optimizer's own in place of those left nil, as far as it has them.
  ///
  /// - Returns: Settings of which only the momentum may be nil, of an optimizer that has none.
  /// - Throws: `TrainingError` for a setting that the optimizer does not have.
  public func resolved() throws(TrainingError) -> OptimizerSettings {
    let rule = try rule()
    var settings = self
    settings.momentum = (rule as? SGD)?.momentum ?? (rule as? RMSprop)?.momentum
    settings.weightDecay = rule.weightDecay
    return settings
  }

  private static let sgdMomentum = 0.9

  /// The update rule with these settings.
  ///
  /// - Throws: `TrainingError` for a setting that the optimizer does not have.
  func rule() throws(TrainingError) -> any UpdateRule {
    if momentum != nil, ![.sgd, .rmsprop].contains(kind) {
      throw TrainingError("\(kind.rawValue) has no momentum setting: only sgd and rmsprop have")
    }
    if let momentum, !(0..<1).contains(momentum) {
      throw TrainingError("the momentum lies from 0 up to 1, not at \(momentum)")
    }
    if isNesterov, kind != .sgd {
      throw TrainingError("\(kind.rawValue) has no Nesterov momentum: only sgd has")
    }
    var rule: any UpdateRule =
      switch kind {
      case .sgd: SGD(momentum: momentum ?? Self.sgdMomentum, isNesterov: isNesterov)
      case .adam: Adam()
      case .adamw: AdamW()
      case .rmsprop: RMSprop(momentum: momentum ?? 0)
      case .adagrad: Adagrad()
      }
    if let weightDecay { rule.weightDecay = weightDecay }
    do { try rule.validate() } catch { throw TrainingError(error.message) }
    return rule
  }
}
