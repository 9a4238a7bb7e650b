/// How old the gradients in one update are, in the mean: the delay between a rate and its effect.
///
/// A momentum β spreads what a gradient does over the following steps: an update holds the gradient
/// of `k` steps ago with weight `β^k`, so that their mean age is `β / (1 - β)`. During a range test
/// the rate grows meanwhile, and what the loss shows at one rate was caused at a smaller one. The
/// answer moves back by this age.
public struct GradientAge: Hashable, Sendable {
  /// The mean age in steps, 0 or more.
  public let steps: Double

  /// Creates an age from a number of steps, 0 or more.
  public init(steps: Double) {
    precondition(steps >= 0, "gradients come from the past")
    self.steps = steps
  }

  /// An optimizer that forgets: SGD without momentum, RMSprop, Adagrad, Adadelta.
  public static let none = GradientAge(steps: 0)

  /// An optimizer with a momentum or a first-moment average, such as SGD with momentum or Adam.
  ///
  /// The mean age is `β / (1 - β)`.
  ///
  /// - Parameter beta: The share of the past that an update keeps, 0 ≤ β < 1.
  /// - Returns: 9 steps for β = 0.9.
  public static func momentum(_ beta: Double) -> GradientAge {
    GradientAge(steps: beta / (1 - beta))
  }

  /// Nesterov's momentum: the newest gradient is in the update once more, which makes the mean age
  /// `β² / (1 - β)`.
  ///
  /// - Parameter beta: The momentum, 0 ≤ β < 1.
  /// - Returns: 8.1 steps for β = 0.9.
  public static func nesterov(_ beta: Double) -> GradientAge {
    GradientAge(steps: beta * beta / (1 - beta))
  }
}
extension GradientAge {
  /// The age for an optimizer that only its settings tell of.
  ///
  /// - Parameters:
  ///   - name: The optimizer's name, as `lrfinder` has it: `sgd`, `adam` and so on.
  ///   - momentum: Its momentum, 0 ≤ β < 1; nil where it has the default, 0.9 for SGD and none for
  ///     RMSprop. Adam's β1 is 0.9.
  ///   - isNesterov: Whether SGD's momentum is Nesterov's.
  /// - Returns: The age; nil for an optimizer of another name.
  public static func ofOptimizer(
    named name: String, momentum: Double?, isNesterov: Bool = false
  ) -> GradientAge? {
    switch name {
    case "sgd": isNesterov ? nesterov(momentum ?? 0.9) : self.momentum(momentum ?? 0.9)
    case "adam", "adamw": self.momentum(0.9)
    case "rmsprop": self.momentum(momentum ?? 0)
    case "adagrad": GradientAge.none
    default: nil
    }
  }
}
