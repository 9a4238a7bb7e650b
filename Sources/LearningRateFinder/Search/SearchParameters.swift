/// Every number by which a search decides what to run next, each with where it comes from.
public struct SearchParameters: Hashable, Sendable {
  /// How many times as long a ramp is made where a shorter one showed nothing (fitted).
  public var longer = 3.0
  /// How often a ramp is made longer; then it is repeated with other seeds.
  public var mostLengthenings = 2
  /// How often a ramp is repeated where a single curve shows nothing.
  ///
  /// Three times, then five: the median of several curves shows what one hides.
  public var repetitions = [3, 5]
  /// How many times higher, or lower, the rates go where a curve ends too early.
  public var farther = 1000.0
  /// A loss that is flat below this rate has not been tested: it is the usual last rate.
  public var leastEnd = 10.0
  /// No search goes on beyond this rate, which no training bears.
  public var highestEnd = 1e5
  /// No search goes below this rate, at which 32-bit weights do not move.
  public var lowestStart = 1e-12
  /// A ramp that grows too slowly to cover another range in so many times its steps grows faster.
  public var mostLonger = 10.0
  /// The steps of a ramp that was too short to be read.
  public var usualSteps = 100
  /// The share of a verification's budget that range tests may take.
  ///
  /// It is enough for another range. A ramp that is several times as long would cost the trials more
  /// than it tells them.
  public var shareOfRangeTests = 0.25

  /// The parameters of every search.
  public static let standard = SearchParameters()

  /// Creates the standard parameters, to change some of them.
  public init() {}
}

extension SearchParameters {
  /// The parameters that are real numbers, by their names, for a measurement of what each is worth.
  public static var numbers: [(name: String, path: WritableKeyPath<SearchParameters, Double>)] {
    [
      ("longer", \.longer), ("farther", \.farther), ("leastEnd", \.leastEnd),
      ("highestEnd", \.highestEnd), ("lowestStart", \.lowestStart), ("mostLonger", \.mostLonger),
      ("shareOfRangeTests", \.shareOfRangeTests),
    ]
  }
}
