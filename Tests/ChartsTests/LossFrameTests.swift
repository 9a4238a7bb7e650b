import Testing

@testable import Charts
@testable import LearningRateFinder

@Suite struct LossFrameTests {
  @Test func anExplodedTailLeavesTheFrame() {
    let frame = LossFrame.range(of: [Curves.exploding])
    #expect((Curves.exploding.losses.max() ?? 0) > 1e11)
    #expect((2.3...3.5).contains(frame.upperBound))
    #expect((-0.5...0.3).contains(frame.lowerBound))
  }

  @Test func aSpikeInTheDescentLeavesTheFrame() {
    var losses = Curves.noisy(seed: 4, deviation: 0.02).losses
    losses[20] = 500
    let curve = Curve(learningRates: Curves.golden.learningRates, losses: losses)
    #expect(LossFrame.range(of: [curve]).upperBound < 4)
  }

  @Test(arguments: Curves.all.filter { $0.curve.count > 3 && $0.name != "rising" }.map(\.name))
  func theDescentFillsTheFrame(name: String) throws {
    let curve = try #require(Curves.all.first { $0.name == name }).curve
    let smoothed = Smoothing.standard.smoothed(
      Array(curve.losses.prefix(80)), at: Array(curve.learningRates.prefix(80)))
    guard let high = smoothed.max(), let low = smoothed.min(), high - low > 0.1 else {
      return #expect(name == "flat" || name == "long")
    }
    let frame = LossFrame.range(of: [curve])
    #expect(frame.lowerBound <= low && frame.upperBound >= high)
    #expect((high - low) / (frame.upperBound - frame.lowerBound) > 0.5)
  }

  @Test func aLossThatOnlyRisesIsSeenToRise() {
    let frame = LossFrame.range(of: [Curves.rising])
    #expect((1.4...5).contains(frame.upperBound))
  }

  @Test func equalLossesAndNoneHaveAFrame() {
    for curves in [[Curves.flat], [Curves.one], [Curves.none], []] {
      let frame = LossFrame.range(of: curves)
      #expect(frame.upperBound > frame.lowerBound)
    }
  }

  @Test func negativeLossesAreInTheFrame() {
    let frame = LossFrame.range(of: [Curves.negative])
    #expect(frame.lowerBound < -3 && frame.upperBound < 0.5)
  }
}
