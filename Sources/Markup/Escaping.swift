extension String {
  /// The text as the content of an element, or as the value of an attribute in double quotes.
  var markupEscaped: String {
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
      // Control characters and noncharacters: no parser of HTML or XML takes them.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FDD0}"..."\u{FDEF}": escaped += " "
      case _ where scalar.value & 0xFFFE == 0xFFFE: escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
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
