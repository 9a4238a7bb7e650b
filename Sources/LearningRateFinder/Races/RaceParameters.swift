/// Every number of a race of short trainings, each with where it comes from.
public struct RaceParameters: Hashable, Sendable {
  /// The fewest steps from which anything is concluded: a shorter training prefers rates that are too
  /// small in the long run (Wu and others 2018, "Understanding short-horizon bias").
  public var leastSteps = 75
  /// The most orders of the examples whose losses are averaged.
  public var mostSeeds = 3
  /// The distance of the candidates of the last round in decades: about the width of the plateau of
  /// good rates, whose median on sixteen tasks is 0.75 decades.
  public var spacing = 0.5
  /// The length of a trial of the last round, as a multiple of a range test's: it has to make up for
  /// the small rates that a range test begins with.
  public var lengthOfTrial = 2.0
  /// Where no rate was found, the search begins so many decades below the end of the curves.
  public var decadesBelowEnd = 1.5
  /// The most of the gain that a candidate may have lost and still be inside the interval: two
  /// trainings that differ in their seeds alone differ by about as much.
  public var tolerance = 0.015
  /// The peak rate divided by the constant one.
  ///
  /// The factor was measured on trainings of a few hundred
  /// steps with both schedules. It is below the 2 of an ``Answer``: a constant rate that is chosen by
  /// its loss lies a little higher than one that is read off a curve.
  public var peakOverConstant = 1.6
  /// The share of a trial at its end over which its loss is averaged: at a constant rate the loss
  /// after the very last step is a matter of luck.
  public var tailShare = 0.1

  /// The parameters of every race.
  public static let standard = RaceParameters()

  /// Creates the standard parameters, to change some of them.
  public init() {}
}

extension RaceParameters {
  /// The parameters that are real numbers, by their names, for a measurement of what each is worth.
  public static var numbers: [(name: String, path: WritableKeyPath<RaceParameters, Double>)] {
    [
      ("spacing", \.spacing), ("lengthOfTrial", \.lengthOfTrial),
      ("decadesBelowEnd", \.decadesBelowEnd), ("tolerance", \.tolerance),
      ("peakOverConstant", \.peakOverConstant), ("tailShare", \.tailShare),
    ]
  }
}
