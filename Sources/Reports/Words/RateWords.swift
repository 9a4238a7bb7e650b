internal import Foundation
internal import LearningRateFinder

/// Rates in words.
enum RateWords {
  /// How far apart two rates are, such as `1.4 decades` or `a factor of 3`.
  static func decades(_ low: Double, _ high: Double) -> String {
    let decades = log10(high / low)
    return decades < 0.95 ? "a factor of \((high / low).brief)" : Self.decades(decades)
  }

  /// A number of decades, such as `1 decade` or `1.4 decades`.
  static func decades(_ count: Double) -> String {
    let number = count.brief
    return number == "1" ? "1 decade" : "\(number) decades"
  }

  /// A spread of rates: its median, and in brackets its ends.
  static func spread(_ rates: RateSpread?) -> String {
    // A range that is broken over two lines is hard to read.
    let dash = "\u{A0}–\u{2060}\u{A0}"
    return rates.map { "\($0.median.brief) (\($0.low.brief)\(dash)\($0.high.brief))" } ?? "none"
  }
}
