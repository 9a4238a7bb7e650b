internal import Torch

extension Learner {
  /// Sets the momentum of every parameter group that has one, for a schedule that moves it.
  ///
  /// SGD without momentum stays without: a schedule changes a momentum, it does not bring one in.
  func setMomentum(_ momentum: Double) {
    for group in optimizer.groups where (group.momentum ?? 0) > 0 { group.momentum = momentum }
  }
}

extension ParameterGroup {
  /// What a schedule calls momentum: the momentum of SGD and RMSprop, β₁ of Adam and AdamW; nil
  /// for a rule that has none, which setting does not change.
  var momentum: Double? {
    get {
      switch rule {
      case let rule as SGD: rule.momentum
      case let rule as RMSprop: rule.momentum
      case let rule as Adam: rule.beta1
      case let rule as AdamW: rule.beta1
      default: nil
      }
    }
    set {
      guard let newValue else { return }
      switch rule {
      case var changed as SGD:
        changed.momentum = newValue
        rule = changed
      case var changed as RMSprop:
        changed.momentum = newValue
        rule = changed
      case var changed as Adam:
        changed.beta1 = newValue
        rule = changed
      case var changed as AdamW:
        changed.beta1 = newValue
        rule = changed
      default: break
      }
    }
  }
}
