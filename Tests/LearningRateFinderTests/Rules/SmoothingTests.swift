import LearningRateFinder
import Testing

@Suite struct SmoothingTests {
  static let all: [Smoothing] = [
    .none, .exponential(0), .exponential(0.98), .seededExponential(weight: 0.05),
    .movingAverage(window: 1), .movingAverage(window: 7), .kernel(decades: 0.2),
  ]

  static func curve(_ losses: [Double]) -> Curve {
    Curve(learningRates: losses.indices.map { 1e-3 * (1 + Double($0)) }, losses: losses)
  }

  @Test(arguments: all) func leavesAConstantAlone(smoothing: Smoothing) {
    let smoothed = smoothing.smoothed(Self.curve(Array(repeating: 2.5, count: 40)))
    #expect(smoothed.count == 40)
    #expect(smoothed.allSatisfy { agree($0, 2.5, within: 1e-12) })
  }

  /// Losses near the largest number are smoothed as small ones are, and stay numbers.
  @Test(arguments: all, [1.7e308, -1.7e308, 1e300])
  func staysFiniteNearTheLargestNumber(smoothing: Smoothing, size: Double) {
    let shares = (0..<20).map { $0.isMultiple(of: 3) ? -1.0 : Double($0) / 20 }
    let smoothed = smoothing.smoothed(Self.curve(shares.map { $0 * size }))
    for (large, small) in zip(smoothed, smoothing.smoothed(Self.curve(shares))) {
      #expect(large.isFinite)
      // A line that is fitted may go beyond the losses.
      #expect(abs(small) > 1 || abs(large / size - small) < 1e-12)
    }
  }

  @Test(arguments: all) func hasNothingToSmoothInNothing(smoothing: Smoothing) {
    #expect(smoothing.smoothed(Self.curve([])).isEmpty)
    let one = smoothing.smoothed(Self.curve([7]))
    #expect(one.count == 1 && agree(one[0], 7, within: 1e-12))
  }

  /// m_i = β m_{i-1} + (1 - β) l_i, divided by 1 - β^{i+1}.
  @Test(arguments: [0, 0.5, 0.98]) func correctsTheBiasOfAnAverage(beta: Double) {
    let losses = [4.0, 1, 3, -2]
    var (m, power) = (0.0, 1.0)
    let expected = losses.map { loss in
      m = beta * m + (1 - beta) * loss
      power *= beta
      return m / (1 - power)
    }
    let smoothed = Smoothing.exponential(beta).smoothed(Self.curve(losses))
    #expect(zip(smoothed, expected).allSatisfy { agree($0, $1, within: 1e-12) })
  }

  @Test func startsASeededAverageAtTheFirstLoss() {
    let smoothed = Smoothing.seededExponential(weight: 0.25).smoothed(Self.curve([4, 8, 0]))
    #expect(smoothed == [4, 5, 3.75])
  }

  @Test func centersAMovingAverage() {
    let smoothed = Smoothing.movingAverage(window: 3).smoothed(Self.curve([3, 0, 6, 3]))
    #expect(smoothed == [3, 3, 3, 3])
  }

  /// A line in the logarithm of the rate passes a local line unchanged: no lag, no edge effect.
  @Test func leavesALineInLogRateAlone() throws {
    let ramp = try Ramp(from: 1e-6, to: 1, steps: 60)
    let losses = ramp.indices.map { 5 - 0.05 * Double($0) }
    let smoothed = Smoothing.kernel(decades: 0.3).smoothed(
      Curve(learningRates: Array(ramp), losses: losses))
    #expect(zip(smoothed, losses).allSatisfy { agree($0, $1, within: 1e-9) })
  }
}
