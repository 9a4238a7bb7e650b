extension String {
  /// The text with a blank for each character that a terminal would act on: controls, line ends,
  /// and marks that turn the direction of the text.
  public var printable: String {
    func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: false
      default: true
      }
    }
    if unicodeScalars.allSatisfy(isHarmless) { return self }
    return String(
      String.UnicodeScalarView(unicodeScalars.map { isHarmless($0) ? $0 : " " }))
  }
}
