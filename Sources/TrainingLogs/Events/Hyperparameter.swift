/// The value of a hyper-parameter.
public enum Hyperparameter: Hashable, Sendable {
  /// A text, such as the name of an optimizer.
  case text(String)
  /// A number.
  case number(Double)
  /// A yes or no.
  case flag(Bool)
}
