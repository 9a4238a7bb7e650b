internal import Foundation

extension Double {
  /// A share as a percentage with one decimal, such as `95.5 %`.
  public var percent: String { String(format: "%.1f %%", 100 * self) }
}
