/// A date or a time of day as people write it.
enum WrittenDate {
  /// How a date is arranged.
  enum Order: CaseIterable {
    /// `2024-03-12`, `2024/3/12 14:05`, `2024-03-12T14:05:59Z`, `2024-03`.
    case yearFirst
    /// `12.03.2024`, `12/3/24`, `12 March 2024`, `12-Mar-24`.
    case dayFirst
    /// `3/12/2024`, `Mar 12, 2024`, `3/12/24 2:05 PM`.
    case monthFirst
    /// `14:05`, `2:05:59 PM`.
    case clock

    /// What the number counts.
    var unit: String { self == .clock ? "hours" : "days" }
  }

  /// The number of a date: days since 1970, with their fraction where there is a time; or hours.
  ///
  /// - Parameters:
  ///   - text: The text, without spaces around it.
  ///   - order: How it is arranged.
  /// - Returns: Nil for any other text, and for days that no month has.
  static func number(_ text: String, _ order: Order) -> Double? {
    var rest = Array(text.utf8)[...]
    guard rest.count <= 40, rest.contains(where: isDigit) else { return nil }
    if order == .clock {
      guard let seconds = clock(&rest), rest.isEmpty else { return nil }
      return seconds / 3600
    }
    guard let day = day(&rest, order) else { return nil }
    if rest.isEmpty { return day }
    while let first = rest.first, " T,".utf8.contains(first) { rest.removeFirst() }
    guard let seconds = clock(&rest), let zone = zone(&rest), rest.isEmpty else { return nil }
    return day + (seconds - zone) / 86_400
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func integer(_ rest: inout ArraySlice<UInt8>) -> (value: Int, digits: Int)? {
    let digits = rest.prefix(while: isDigit)
    guard (1...4).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return (digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }, digits.count)
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// A month by number or by name.
  private static func month(_ rest: inout ArraySlice<UInt8>) -> Int? {
    if let first = rest.first, isDigit(first) {
      guard let number = integer(&rest), number.digits <= 2 else { return nil }
      return number.value
    }
    let word = rest.prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
    guard (3...9).contains(word.count) else { return nil }
    let name = String(decoding: word.prefix(3), as: UTF8.self).lowercased()
    guard let index = months.firstIndex(of: name) else { return nil }
    rest = rest.dropFirst(word.count)
    return index + 1
  }

  private static func separator(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let marks = rest.prefix { "-/., ".utf8.contains($0) }
    guard (1...2).contains(marks.count) else { return false }
    rest = rest.dropFirst(marks.count)
    return true
  }

  /// The number of a day, counted from 1 January 1970.
  private static func day(_ rest: inout ArraySlice<UInt8>, _ order: Order) -> Double? {
    var (year, month, day) = (0, 0, 1)
    if order == .yearFirst {
      guard let first = integer(&rest), first.digits == 4, separator(&rest),
        let second = Self.month(&rest)
      else { return nil }
      (year, month) = (first.value, second)
      if !rest.isEmpty {
        guard separator(&rest), let third = integer(&rest), third.digits <= 2 else { return nil }
        day = third.value
      }
    } else {
      let first = order == .dayFirst ? integer(&rest)?.value : Self.month(&rest)
      guard let first, separator(&rest) else { return nil }
      let second = order == .dayFirst ? Self.month(&rest) : integer(&rest)?.value
      guard let second, separator(&rest), let third = integer(&rest), third.digits % 2 == 0 else {
        return nil
      }
      (day, month) = order == .dayFirst ? (first, second) : (second, first)
      // As POSIX reads two digits: 69 is 1969, and 68 is 2068.
      year = third.digits == 4 ? third.value : third.value + (third.value < 69 ? 2000 : 1900)
    }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
    return Double(dayNumber(year, month, day))
  }

  /// The days since 1970; years begin in March, so that the leap day is the last one.
  ///
  /// `days_from_civil` of Hinnant's "chrono-Compatible Low-Level Date Algorithms".
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The seconds since midnight.
  private static func clock(_ rest: inout ArraySlice<UInt8>) -> Double? {
    let colon = UInt8(ascii: ":")
    guard let hours = integer(&rest), rest.popFirst() == colon, let minutes = integer(&rest),
      hours.digits <= 2, hours.value <= 24, minutes.digits == 2, minutes.value < 60
    else { return nil }
    var seconds = Double(hours.value * 3600 + minutes.value * 60)
    if rest.first == colon {
      rest.removeFirst()
      guard let own = integer(&rest), own.digits == 2, own.value <= 60 else { return nil }
      seconds += Double(own.value)
      if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
        rest.removeFirst()
        let digits = rest.prefix(while: isDigit)
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        seconds += Double("0." + String(decoding: digits, as: UTF8.self)) ?? 0
      }
    }
    var half = rest.drop { $0 == UInt8(ascii: " ") }
    let word = String(decoding: half.prefix(2), as: UTF8.self).lowercased()
    if word == "am" || word == "pm" {
      guard (1...12).contains(hours.value) else { return nil }
      half.removeFirst(2)
      rest = half
      seconds += hours.value == 12 ? -43_200 : 0
      seconds += word == "pm" ? 43_200 : 0
    }
    return seconds
  }

  /// The offset of a time zone in seconds; 0 where none is written.
  private static func zone(_ rest: inout ArraySlice<UInt8>) -> Double? {
    rest = rest.drop { $0 == UInt8(ascii: " ") }
    let name = String(decoding: rest, as: UTF8.self)
    if ["", "Z", "UTC", "GMT"].contains(name) {
      rest = []
      return 0
    }
    guard let sign = rest.popFirst(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let first = integer(&rest)
    else { return nil }
    var minutes = first.digits == 4 ? first.value / 100 * 60 + first.value % 100 : first.value * 60
    if rest.first == UInt8(ascii: ":") {
      rest.removeFirst()
      guard let second = integer(&rest) else { return nil }
      minutes += second.value
    }
    return Double(minutes * 60) * (sign == UInt8(ascii: "+") ? 1 : -1)
  }
}
