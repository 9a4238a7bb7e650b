/// All dimensions but the batch made one: [batch, …] to [batch, features].
public final class Flatten: Module {
  /// A module without settings.
  public init() { super.init() }

  /// The input with two dimensions.
  public override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    try input.flattened(from: 1)
  }
}
