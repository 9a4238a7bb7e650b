/// A nonlinear function of every element, as a module.
public final class Activation: Module {
  /// Which function.
  public enum Function: String, Sendable, CaseIterable {
    /// max(x, 0).
    case relu
    /// x Φ(x).
    case gelu
    /// The approximation of `gelu` by a hyperbolic tangent, which GPT-2 uses.
    case geluTanh = "gelu-tanh"
    /// x σ(x).
    case silu
    /// The hyperbolic tangent.
    case tanh
    /// 1 / (1 + exp(-x)).
    case sigmoid
  }

  /// The function.
  public let function: Function

  /// A module that applies a function.
  public init(_ function: Function) {
    self.function = function
    super.init()
  }

  override var isRectifier: Bool { function == .relu }

  /// The function of every element.
  public override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    switch function {
    case .relu: try input.relu()
    case .gelu: try input.gelu()
    case .geluTanh: try input.gelu(approximate: true)
    case .silu: try input.silu()
    case .tanh: try input.tanh()
    case .sigmoid: try input.sigmoid()
    }
  }
}
