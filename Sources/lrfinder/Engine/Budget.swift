import ArgumentParser

/// How long to train: a number of steps, or of epochs.
struct Budget: ExpressibleByArgument, CustomStringConvertible {
  private enum Unit {
    case steps, epochs
  }

  private let amount: Double
  private let unit: Unit

  /// Reads `300`, `300steps`, `3epochs` or `0.5epochs`; nil for anything else.
  init?(argument: String) {
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    guard let amount = Double(digits), amount > 0, amount < 1e12 else { return nil }
    switch argument.dropFirst(digits.count) {
    case "epoch", "epochs": unit = .epochs
    case "", "step", "steps":
      guard amount == amount.rounded() else { return nil }
      unit = .steps
    default: return nil
    }
    self.amount = amount
  }

  private init(_ amount: Double, _ unit: Unit) {
    self.amount = amount
    self.unit = unit
  }

  /// So many epochs.
  static func epochs(_ count: Int) -> Budget { Budget(Double(count), .epochs) }

  /// So many steps.
  static func steps(_ count: Int) -> Budget { Budget(Double(count), .steps) }

  /// The number of steps, at least 1.
  func steps(perEpoch: Int) -> Int {
    max(1, Int((unit == .steps ? amount : amount * Double(perEpoch)).rounded()))
  }

  var description: String {
    let number = amount == amount.rounded() ? "\(Int(amount))" : "\(amount)"
    return unit == .steps ? number : number + (amount == 1 ? "epoch" : "epochs")
  }

  var defaultValueDescription: String { description }
}
