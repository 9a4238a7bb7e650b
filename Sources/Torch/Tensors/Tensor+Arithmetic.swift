internal import CTorch

extension Tensor {
  /// The sums of elements, with broadcasting.
  public static func + (first: Tensor, second: Tensor) throws(TorchError) -> Tensor {
    try binary(ct_add, first, second)
  }

  /// The differences of elements, with broadcasting.
  public static func - (first: Tensor, second: Tensor) throws(TorchError) -> Tensor {
    try binary(ct_subtract, first, second)
  }

  /// The products of elements, with broadcasting.
  public static func * (first: Tensor, second: Tensor) throws(TorchError) -> Tensor {
    try binary(ct_multiply, first, second)
  }

  /// The quotients of elements, with broadcasting.
  public static func / (first: Tensor, second: Tensor) throws(TorchError) -> Tensor {
    try binary(ct_divide, first, second)
  }

  /// Adds a number to every element.
  public static func + (first: Tensor, second: Double) throws(TorchError) -> Tensor {
    try binary(ct_add, first, second)
  }

  /// Subtracts a number from every element.
  public static func - (first: Tensor, second: Double) throws(TorchError) -> Tensor {
    try binary(ct_subtract, first, second)
  }

  /// Multiplies every element by a number.
  public static func * (first: Tensor, second: Double) throws(TorchError) -> Tensor {
    try binary(ct_multiply, first, second)
  }

  /// Divides every element by a number.
  public static func / (first: Tensor, second: Double) throws(TorchError) -> Tensor {
    try binary(ct_divide, first, second)
  }

  /// Every element with its sign changed.
  public static prefix func - (tensor: Tensor) throws(TorchError) -> Tensor {
    try tensor.unary(ct_negate)
  }

  /// Whether elements are equal, with broadcasting: a tensor of truth values.
  public func equals(_ other: Tensor) throws(TorchError) -> Tensor {
    try Tensor.binary(ct_equal, self, other)
  }

  /// Every element raised to a power.
  public func power(_ exponent: Double) throws(TorchError) -> Tensor {
    try Tensor.make { ct_power(handle, exponent, $0) }
  }

  /// The absolute values.
  public func absolute() throws(TorchError) -> Tensor { try unary(ct_absolute) }
  /// e to the power of every element.
  public func exponential() throws(TorchError) -> Tensor { try unary(ct_exponential) }
  /// The natural logarithms.
  public func logarithm() throws(TorchError) -> Tensor { try unary(ct_logarithm) }
  /// The square roots.
  public func squareRoot() throws(TorchError) -> Tensor { try unary(ct_square_root) }

  /// The rectified linear function max(x, 0).
  public func relu() throws(TorchError) -> Tensor { try unary(ct_relu) }
  /// The Gaussian error linear function x Φ(x) (Hendrycks and Gimpel 2016), or its approximation
  /// by a hyperbolic tangent.
  public func gelu(approximate: Bool = false) throws(TorchError) -> Tensor {
    try unary(approximate ? ct_gelu_tanh : ct_gelu)
  }
  /// The function x σ(x).
  public func silu() throws(TorchError) -> Tensor { try unary(ct_silu) }
  /// The hyperbolic tangents.
  public func tanh() throws(TorchError) -> Tensor { try unary(ct_tanh) }
  /// The logistic function σ(x) = 1 / (1 + exp(-x)).
  public func sigmoid() throws(TorchError) -> Tensor { try unary(ct_sigmoid) }

  func unary(_ kind: ct_unary_kind) throws(TorchError) -> Tensor {
    try Tensor.make { ct_unary(kind, handle, $0) }
  }

  private static func binary(
    _ kind: ct_binary_kind, _ first: Tensor, _ second: Tensor
  ) throws(TorchError) -> Tensor {
    try make { ct_binary(kind, first.handle, second.handle, $0) }
  }

  private static func binary(
    _ kind: ct_binary_kind, _ first: Tensor, _ second: Double
  ) throws(TorchError) -> Tensor {
    try make { ct_binary_scalar(kind, first.handle, second, $0) }
  }
}
