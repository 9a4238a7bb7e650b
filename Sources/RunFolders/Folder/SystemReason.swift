internal import Foundation

extension Error {
  /// Why the system refused something, in its own words, such as `No such file or directory`;
  /// Foundation's sentence where there is no more to it.
  public var systemReason: String {
    guard let cause = (self as? CocoaError)?.underlying as? POSIXError else {
      return localizedDescription
    }
    return strerror(cause.code.rawValue).map { String(cString: $0) } ?? localizedDescription
  }
}
