import LearningRateFinder
import Testing

@Suite struct DivergenceTests {
  /// A fall from `start` to `bottom` in 50 steps, then a rise by 8 % of the fall and growing.
  static func curve(from start: Double, to bottom: Double, noise: Double = 0) -> [Double] {
    var generator = SeededGenerator(seed: 1)
    func jitter() -> Double { noise * Double.random(in: -1...1, using: &generator) }
    let fall = (0..<50).map { start + (bottom - start) * Double($0) / 49 + jitter() }
    let rise = (0..<80).map { i in
      let grown = (0..<i).reduce(0.08) { grown, _ in grown * 1.25 }
      return bottom + (start - bottom) * grown + jitter()
    }
    return fall + rise
  }

  static func end(_ losses: [Double], _ rule: Divergence = Divergence()) -> Int? {
    var monitor = DivergenceMonitor(rule)
    return losses.firstIndex { monitor.observe($0) }
  }

  /// The same shape ends at nearly the same step wherever its zero is.
  @Test(arguments: [
    (2.3, 0.4), (1, 0.01), (102, 100), (-1, -5), (1, -1), (0.5, 0), (1e-6, 1e-7), (1e6, 1e3),
  ])
  func endsWhenTheLossBlowsUp(start: Double, bottom: Double) throws {
    let losses = Self.curve(from: start, to: bottom)
    let end = try #require(Self.end(losses))
    #expect(end > 55)
    #expect(losses[end] > start)
    #expect(losses[end] < start + 30 * (start - bottom))
  }

  @Test(arguments: [2.3, 102.0, -1, 0]) func doesNotTakeNoiseForDivergence(level: Double) {
    var generator = SeededGenerator(seed: 3)
    let noise = (0..<2000).map { _ in
      level + (0..<4).map { _ in Double.random(in: -0.1...0.1, using: &generator) }.reduce(0, +)
    }
    #expect(Self.end(noise) == nil)
  }

  /// Four times a best loss of 0.001 is not a divergence for a loss that began at 1.
  @Test func doesNotTakeASmallLossForDivergence() {
    let fall = (0..<60).map { 1 / (1 + Double($0 * $0)) }
    let wobble = (0..<40).map { $0.isMultiple(of: 2) ? 0.01 : 0.0005 }
    #expect(Self.end(fall + wobble) == nil)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity], [0, 2, 30])
  func endsAtOnceOnALossThatIsNoNumber(loss: Double, step: Int) {
    var losses = Array(repeating: 1.0, count: 40)
    losses[step] = loss
    #expect(Self.end(losses, Divergence(gains: .infinity)) == step)
  }

  @Test func judgesNothingBeforeTheFirstLossesAreIn() throws {
    let losses = [5, 5, 5, 4] + Array(repeating: 1.0, count: 6) + Array(repeating: 50, count: 6)
    #expect(Self.end(losses) == 11)
    #expect(Self.end(losses, Divergence(grace: 20)) == nil)
  }

  /// With β = 0.98 the average alone would take far longer to see an explosion.
  @Test func theRawLossEndsATestThatTheAverageHides() throws {
    let fall = (0..<90).map { $0 < 40 ? 4.0 : 2 }
    let losses = fall + Array(repeating: 9.0, count: 60)
    let slow = Divergence(smoothing: 0.98, patience: .max)
    #expect(try #require(Self.end(losses, Divergence(smoothing: 0.98))) == 92)
    #expect(Self.end(losses, slow) == nil || Self.end(losses, slow).map { $0 > 92 } == true)
  }

  /// Without a gain there is no scale: only a loss that is no number ends the test.
  @Test func whatHasNotFallenDoesNotDiverge() {
    let plateau = (0..<200).map { 2.3026 + ($0 > 60 ? 0.02 : 0) }
    #expect(Self.end(plateau) == nil)
    #expect(Self.end(plateau + [.nan]) == 200)
  }

  @Test func oneOutlierIsNoDivergence() {
    var losses = Array(repeating: 2.0, count: 60)
    losses[30] = 12
    #expect(Self.end(losses) == nil)
  }

  /// However high it is, also where the loss has only begun to fall.
  ///
  /// What comes later is judged as if it had not been. Two in a row are no accident.
  @Test(arguments: [12.0, 500]) func oneOutlierChangesNothing(outlier: Double) throws {
    let losses = Self.curve(from: 2.3, to: 0.4, noise: 0.01)
    var spoiled = losses
    spoiled[8] = outlier
    let end = try #require(Self.end(losses))
    let spoiledEnd = try #require(Self.end(spoiled))
    #expect(abs(spoiledEnd - end) <= 3)
    spoiled[30] = 500
    spoiled[31] = 500
    #expect(Self.end(spoiled) == 31)
  }

  @Test func withoutAFactorOnlyNumbersThatAreNoneEndATest() {
    #expect(Self.end([0, 0, 0, 0, 0, 0.5, 1, 1, 8], Divergence(gains: .infinity)) == nil)
  }

  @Test func cutsALogWhereATestWouldHaveEnded() throws {
    let losses = Self.curve(from: 2.3, to: 0.4)
    let whole = Curve(
      learningRates: losses.indices.map { 1e-6 * Double($0 + 1) }, losses: losses)
    let cut = whole.cut(at: Divergence())
    #expect(cut.outcome == .diverged)
    #expect(cut.count == Self.end(losses).map { $0 + 1 })
    #expect(cut.cut(at: Divergence()) == cut)
  }
}
