/// Where losses begin, how much noise is on them, and above which level they say nothing more.
///
/// The one definition for the test that watches for a divergence, for the answer and for studies. A
/// constant added to all losses moves the levels and changes nothing else.
public struct LossLevel: Hashable, Sendable {
  /// The number of losses, from the first on, over which the loss is taken to begin.
  public let headCount: Int
  /// The loss where the rates are still too small to matter: the median of the first losses.
  public let start: Double
  /// The standard deviation of one mini-batch's loss: 1.4826/√2 times the median of the absolute
  /// differences of successive losses, half of which may be anything.
  public let noise: Double

  /// The share of the losses over which a loss is taken to begin (fitted on the develop tasks).
  public static let standardHeadShare = 0.125
  /// The fewest losses over which it is: a median of five bears two outliers.
  public static let standardLeastHead = 5

  /// Takes the level of some losses.
  ///
  /// - Parameters:
  ///   - losses: At least one loss, in the order of their steps.
  ///   - headShare: The share of them over which the loss is taken to begin.
  ///   - leastHead: The fewest over which it is.
  public init(
    _ losses: some RandomAccessCollection<Double>, headShare: Double = standardHeadShare,
    leastHead: Int = standardLeastHead
  ) {
    headCount = max(leastHead, Int(headShare * Double(losses.count)))
    start = losses.prefix(headCount).median ?? 0
    let jumps = zip(losses, losses.dropFirst()).map { abs($1 - $0) }
    // The difference of two values has twice their variance, and 1.4826 times the median of
    // absolute normal values is their standard deviation.
    noise = 1.4826 * (jumps.median ?? 0) / 2.0.squareRoot()
  }

  /// The level a number of gains above the start, at least so many deviations of the noise above it.
  ///
  /// - Parameters:
  ///   - gain: How far the loss has fallen.
  ///   - deviations: The least distance from the start, in deviations of the noise.
  /// - Returns: A loss.
  public func ceiling(above gain: Double, deviations: Double) -> Double {
    start + max(gain, deviations * noise)
  }
}
