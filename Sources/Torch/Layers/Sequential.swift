/// Modules called one after the other; their names are their positions.
///
/// ```swift
/// let model = try Sequential(Linear(784, 128), Activation(.relu), Linear(128, 10))
/// ```
public final class Sequential: Module {
  /// The modules in the order in which they are called.
  public init(_ modules: [Module]) { super.init(numbering: modules) }

  /// The modules in the order in which they are called.
  public convenience init(_ modules: Module...) { self.init(modules) }
}
