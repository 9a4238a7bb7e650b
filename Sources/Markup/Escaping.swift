extension String {
  /// The text as the content of an element, or as the value of an attribute in double quotes, of HTML
  /// or XML; characters that neither allows become blanks.
  package var markupEscaped: String {
    var escaped = ""
    escaped.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      case _ where scalar.isForbidden: escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Unicode.Scalar {
  /// Whether this is a control character or a noncharacter: no parser of HTML or XML takes them.
  fileprivate var isForbidden: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0xFDD0...0xFDEF: true
    default: value & 0xFFFE == 0xFFFE
    }
  }
}

extension Double {
  /// The number with at most two decimals and without needless zeros: finer than a screen shows.
  public var hundredths: String {
    precondition(isFinite, "a length in a page is a finite number")
    let scaled = (self * 100).rounded()
    guard abs(scaled) < 1e15 else { return "\(self)" }
    let (whole, rest) = (Int(abs(scaled)) / 100, Int(abs(scaled)) % 100)
    let sign = scaled < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return rest.isMultiple(of: 10)
      ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
