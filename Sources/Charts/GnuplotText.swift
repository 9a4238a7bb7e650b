extension String {
  /// The text as a single-quoted string of gnuplot's language.
  ///
  /// In single quotes nothing has a meaning but the quote, which is doubled: no backslashes, no
  /// `@macros`, no backquoted commands. The terminals are told `noenhanced`, so that `_`, `^`,
  /// `{` are themselves. Line breaks and other control characters, which would end the string or
  /// are forbidden in SVG, become blanks.
  var gnuplotQuoted: String {
    "'" + String(printable.flatMap { $0 == "'" ? "''" : String($0) }) + "'"
  }

  /// The text, a path, as the name of a file in gnuplot's language: a name that begins with a bar
  /// would be a command that gnuplot starts, and one that begins with a tilde somebody's home.
  var gnuplotFile: String {
    (hasPrefix("|") || hasPrefix("~") ? "./" + self : self).gnuplotQuoted
  }

  /// The text with control characters, and what XML may not contain, made blanks.
  var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.value {
          case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029, 0xfffe, 0xffff: " "
          default: scalar
          }
        }))
  }
}
