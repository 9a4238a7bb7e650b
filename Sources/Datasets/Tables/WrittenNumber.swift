/// A number as people write it: `-1.234,50 €`, `$1,200`, `(35)`, `12 %`, `1 248 CC`, `500K`.
///
/// Beside digits and a decimal mark: a sign or parentheses, a currency before or behind, thousands
/// in groups of three (or of two, as in India), a percent sign or a unit behind, and K, M or B for
/// thousands, millions and billions. A percentage stays a number of percent.
struct WrittenNumber {
  /// What separates whole numbers from their fractions.
  enum Mark {
    case point, comma

    fileprivate var scalar: Unicode.Scalar { self == .point ? "." : "," }
    fileprivate var other: Unicode.Scalar { self == .point ? "," : "." }
  }

  /// The number; infinite where it is too large.
  let value: Double
  /// The currency, the percent sign or the unit, empty where there is none.
  ///
  /// All numbers of a column must have the same, or none.
  let unit: String

  /// Reads a number; nil for any other text.
  ///
  /// - Parameters:
  ///   - text: The text, without spaces around it.
  ///   - mark: The decimal mark.
  init?(_ text: String, mark: Mark) {
    var rest = Array(text.unicodeScalars)[...]
    guard rest.count <= 64 else { return nil }
    var isNegative = false
    if rest.first == "(", rest.last == ")" {
      isNegative = true
      rest = rest.dropFirst().dropLast()
    }
    isNegative = Self.dropSign(&rest) != isNegative
    var unit = Self.dropCurrency(&rest)
    Self.dropSpaces(&rest)
    if !unit.isEmpty { isNegative = Self.dropSign(&rest) != isNegative }
    guard let (digits, power) = Self.digits(&rest, mark) else { return nil }
    Self.dropSpaces(&rest)
    var factor = 1.0
    if let magnitude = Self.magnitude(rest) {
      factor = magnitude
    } else if !rest.isEmpty {
      guard Self.isUnit(rest), unit.isEmpty else { return nil }
      unit = String(String.UnicodeScalarView(rest))
    }
    guard let magnitude = Double(digits + power) else { return nil }
    value = (isNegative ? -magnitude : magnitude) * factor
    self.unit = unit
  }

  private static func dropSign(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
    let isMinus = rest.first == "-" || rest.first == "\u{2212}"
    if isMinus || rest.first == "+" {
      rest.removeFirst()
      dropSpaces(&rest)
    }
    return isMinus
  }

  private static func dropSpaces(_ rest: inout ArraySlice<Unicode.Scalar>) {
    rest = rest.drop { $0 == " " || groupSpaces.contains($0) }
  }

  /// Spaces that do not break a line: plain, narrow and thin.
  private static let groupSpaces: Set<Unicode.Scalar> = ["\u{A0}", "\u{202F}", "\u{2009}"]
  private static let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}"]
  private static let currencies: Set<String> = [
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "BRL", "MXN", "RUB", "TRY", "ZAR", "KRW", "SGD", "HKD", "Rs", "Rs.", "Fr.",
    "kr", "Kč", "zł", "US$", "A$", "C$", "R$", "HK$", "NZ$",
  ]

  /// Takes a currency off the front.
  private static func dropCurrency(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
    let word = rest.prefix {
      !("0"..."9").contains($0) && $0 != " " && $0 != "-" && !groupSpaces.contains($0)
    }
    guard !word.isEmpty, word.count <= 4 else { return "" }
    // A number may follow a sign directly that begins with its decimal mark: $.50.
    let signs = word.prefix { $0.properties.generalCategory == .currencySymbol }
    let text = String(String.UnicodeScalarView(word))
    let taken = currencies.contains(text) ? word : signs
    rest = rest.dropFirst(taken.count)
    return String(String.UnicodeScalarView(taken))
  }

  /// Takes the digits, grouped or not, the fraction and the exponent.
  private static func digits(
    _ rest: inout ArraySlice<Unicode.Scalar>, _ mark: Mark
  ) -> (String, power: String)? {
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    var groups = [Array(rest.prefix(while: isDigit))]
    rest = rest.dropFirst(groups[0].count)
    var separator: Unicode.Scalar?
    while !groups[0].isEmpty, let next = rest.first, separator == nil || separator == next,
      next == mark.other || next == " " || groupSpaces.contains(next) || apostrophes.contains(next)
    {
      let group = Array(rest.dropFirst().prefix(while: isDigit))
      guard group.count == 2 || group.count == 3 else { break }
      separator = next
      groups.append(group)
      rest = rest.dropFirst(1 + group.count)
    }
    if groups.count > 1 {
      // Twelve thousand is 12,000, and never 012,000 or 1200,000.
      guard groups.last?.count == 3, groups[0].count <= 3, groups[0].first != "0" else {
        return nil
      }
    }
    var text = Array(groups.joined())
    var count = text.count
    if rest.first == mark.scalar {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + fraction.count)
      count += fraction.count
      text = text + ["."] + fraction
    }
    guard count > 0 else { return nil }
    var power = ""
    if rest.first == "e" || rest.first == "E" {
      let sign = rest.dropFirst().prefix { $0 == "-" || $0 == "+" }
      let exponent = rest.dropFirst(1 + sign.count).prefix(while: isDigit)
      if sign.count <= 1, !exponent.isEmpty {
        power = "e" + String(String.UnicodeScalarView(sign + exponent))
        rest = rest.dropFirst(1 + sign.count + exponent.count)
      }
    }
    if text.first == "." { text.insert("0", at: 0) }
    if text.last == "." { text.removeLast() }
    return (String(String.UnicodeScalarView(text)), power)
  }

  private static func magnitude(_ rest: ArraySlice<Unicode.Scalar>) -> Double? {
    switch String(String.UnicodeScalarView(rest)) {
    case "K", "k": 1e3
    case "M", "Mio", "Mio.", "mn": 1e6
    case "B", "bn", "Mrd", "Mrd.": 1e9
    default: nil
    }
  }

  /// Whether what stands behind a number can be a unit: short, without digits.
  private static func isUnit(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    rest.count <= 8
      && rest.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.generalCategory == .currencySymbol
          || "%‰°/²³.$".unicodeScalars.contains($0)
      }
  }
}
