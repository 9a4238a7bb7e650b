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
