/// The losses that a script reports for one step.
public struct StepLosses: Hashable, Sendable {
  /// The loss of the step's mini-batch before the update; NaN or infinite where it blew up.
  public var loss: Double
  /// The loss on held-out data, where it was measured.
  public var validationLoss: Double?
  /// Further losses by their names, such as those of the networks of a GAN.
  public var named: [String: Double]

  /// Creates the losses of a step.
  ///
  /// - Parameters:
  ///   - loss: The loss of the step's mini-batch before the update.
  ///   - validationLoss: The loss on held-out data.
  ///   - named: Further losses by their names.
  public init(loss: Double, validationLoss: Double? = nil, named: [String: Double] = [:]) {
    self.loss = loss
    self.validationLoss = validationLoss
    self.named = named
  }

  /// The loss of a name: `loss`, `validation_loss`, or one of the named ones; nil where there is
  /// none.
  public subscript(name: String) -> Double? {
    switch name {
    case "loss": loss
    case "validation_loss": validationLoss
    default: named[name]
    }
  }

  /// The names under which there are losses.
  var names: [String] {
    ["loss"] + (validationLoss == nil ? [] : ["validation_loss"]) + named.keys.sorted()
  }
}
