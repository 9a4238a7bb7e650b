internal import CTorch

/// Sets elements to zero at random in training, and scales the others so that the mean stays.
///
/// Does nothing in use. Source: Srivastava and others (2014).
public final class Dropout: Module {
  /// The probability that an element is dropped.
  public let probability: Double

  /// A dropout.
  ///
  /// - Parameter probability: That an element is dropped, from 0 to 1.
  /// - Throws: `TorchError` for a number outside that range.
  public init(_ probability: Double) throws(TorchError) {
    guard (0...1).contains(probability) else {
      throw TorchError("a dropout probability lies between 0 and 1, not at \(probability)")
    }
    self.probability = probability
    super.init()
  }

  /// The input with elements dropped.
  public override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make { ct_dropout(input.handle, probability, isTraining, $0) }
  }
}
