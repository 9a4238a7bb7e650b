import Foundation
import Testing

@testable import LearningRateFinder

/// The estimate against a second implementation of the same method, in Python, on curves of real
/// trainings (each already cut where its loss diverged).
@Suite struct RateEstimateTests {
  struct Vector: Decodable {
    struct Expected: Decodable {
      let base: Double
      let noise: Double
      let constant: Double
      let constantLow: Double
      let constantHigh: Double
      let sd: Double
    }

    let name: String
    let age: Double?
    let rates: [Double]
    let losses: [Double]
    let expected: Expected
    let abstains: Bool
  }

  static let vectors: [Vector] = {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/answers.json")
    guard let data = try? Data(contentsOf: url) else { return [] }
    return (try? JSONDecoder().decode([Vector].self, from: data)) ?? []
  }()

  @Test func theVectorsAreThere() { #expect(Self.vectors.count == 19) }

  @Test(arguments: vectors.indices)
  func agreesWithTheSecondImplementation(index: Int) throws {
    let vector = Self.vectors[index]
    let expected = vector.expected
    let curve = Curve(learningRates: vector.rates, losses: vector.losses)
    let smoothed = SmoothedCurve(curve, .standard)
    #expect(agree(smoothed.level.start, expected.base, within: 1e-12))
    #expect(agree(smoothed.level.noise, expected.noise, within: 1e-9))
    let age = vector.age.map(GradientAge.init(steps:))
    let valley = try #require(
      Valley(of: smoothed.smoothed, at: smoothed.logRates, from: smoothed.level.start, .standard))
    let estimate = RateEstimate(smoothed, valley, hasBlownUp: false, gradientAge: age, .standard)
    #expect(agree(exp(estimate.peak) / 2, expected.constant, within: 1e-6), "\(vector.name)")
    let reading = CurveReading(curve, gradientAge: age)
    #expect(reading.verdict.isTrusted == !vector.abstains, "\(vector.name)")
    guard expected.sd < 9 else { return }
    #expect(agree(estimate.deviation, expected.sd, within: 1e-4), "\(vector.name)")
    guard !vector.abstains, let suggestion = RateCenter([estimate], .standard)?.constant else {
      return
    }
    #expect(agree(suggestion.low, expected.constantLow, within: 1e-4), "\(vector.name)")
    #expect(agree(suggestion.high, expected.constantHigh, within: 1e-4), "\(vector.name)")
  }
}

@Suite struct AnswerTests {
  /// A descent around `rate` and a rise two decades above it, with the noise of mini-batches.
  static func curve(around rate: Double, noise: Double = 0.02, seed: UInt64 = 1) throws -> Curve {
    var generator = SeededGenerator(seed: seed)
    let ramp = try Ramp(from: 1e-7, to: 100, steps: 100)
    var test = RangeTest(ramp)
    _ = test.run { lr in
      let jitter = (0..<12).reduce(-6.0) { sum, _ in
        sum + Double.random(in: 0...1, using: &generator)
      }
      let rise = lr / (100 * rate)
      return 0.3 + 2 / (1 + lr / rate) + 4 * rise * rise + noise * jitter
    }
    return test.curve
  }

  /// The answer moves with the curve: shifted by a factor, it is shifted by that factor.
  @Test(arguments: [1e-4, 1e-3, 1e-2]) func followsTheCurve(rate: Double) throws {
    let answer = Answer(try Self.curve(around: rate), gradientAge: GradientAge.none)
    #expect(answer.verdict.code == .good)
    let suggestion = try #require(answer.suggestion)
    #expect(suggestion.learningRate > 2 * rate && suggestion.learningRate < 60 * rate)
    #expect(suggestion.low < suggestion.learningRate)
    #expect(suggestion.learningRate < suggestion.high)
    let peak = try #require(answer.peak)
    #expect(agree(peak.learningRate, 2 * suggestion.learningRate, within: 1e-9))
    let range = try #require(answer.range)
    #expect(range.low < range.high && range.high == peak.learningRate)
  }

  /// A memory of `k` steps moves the answer back by `k` steps of the ramp.
  @Test func movesBackByTheAgeOfTheGradients() throws {
    let curve = try Self.curve(around: 1e-3, noise: 0)
    let now = try #require(Answer(curve, gradientAge: GradientAge.none).suggestion)
    let later = try #require(Answer(curve, gradientAge: GradientAge(steps: 4)).suggestion)
    let growth = curve.learningRates[1] / curve.learningRates[0]
    #expect(
      agree(now.learningRate / later.learningRate, growth * growth * growth * growth, within: 1e-6))
  }

  @Test func noiseWidensTheInterval() throws {
    func width(_ noise: Double) throws -> Double {
      let answer = Answer(try Self.curve(around: 1e-3, noise: noise), gradientAge: GradientAge.none)
      let suggestion = try #require(answer.suggestion)
      return suggestion.high / suggestion.low
    }
    #expect(try width(0.2) > width(0))
  }

  @Test func severalRunsSpeakTogether() throws {
    let curves = try [1e-3, 1.1e-3, 3e-2].map { try Self.curve(around: $0) }
    let together = try #require(Answer(curves, gradientAge: GradientAge.none).suggestion)
    let middle = try #require(Answer(curves[1], gradientAge: GradientAge.none).suggestion)
    #expect(agree(together.learningRate, middle.learningRate, within: 1e-9))
    #expect(together.high / together.low > middle.high / middle.low)
  }

  private static func verdict(_ losses: [Double], planned: Int? = nil) throws -> Verdict {
    let rates = try Ramp(from: 1e-6, to: 1, steps: max(2, losses.count)).prefix(losses.count)
    return Answer(
      Curve(learningRates: Array(rates), losses: losses, plannedSteps: planned)
    ).verdict
  }

  @Test func abstainsWithAReasonAndARemedy() throws {
    var generator = SeededGenerator(seed: 9)
    func noise(_ size: Double) -> Double { Double.random(in: -size...size, using: &generator) }
    func losses(_ count: Int, noise size: Double, _ loss: (Double) -> Double) -> [Double] {
      (0..<count).map { loss(Double($0)) + noise(size) }
    }
    let cases: [(Verdict.Code, [Double])] = [
      (.tooShort, [2, 1.9, 1.5, 1]),
      (.flat, losses(100, noise: 0.01) { _ in 2.3 }),
      (.flat, losses(100, noise: 1.5) { _ in 2.3 }),
      (.divergedFromTheStart, losses(20, noise: 0) { 2.3 * ($0 + 1) * ($0 + 1) }),
      (.divergedFromTheStart, [2.3] + losses(50, noise: 1) { 1e5 - 1e3 * $0 }),
      (.flat, losses(80, noise: 0.01) { $0 < 75 ? 2.3 : 2.3 * ($0 - 73) * ($0 - 73) }),
      // It falls for three steps, and is lost.
      (.fallsLate, losses(92, noise: 0.01) { $0 < 85 ? 2.3 : $0 < 88 ? 2 : 2.3 * ($0 - 86) }),
      // It falls for four steps, and is no number any more.
      (.fallsLate, losses(82, noise: 0.01) { $0 < 78 ? 2.3 : 2.3 - 0.2 * ($0 - 77) } + [.nan]),
      // It rises from the first step on, without blowing up.
      (.divergedFromTheStart, losses(100, noise: 0) { 1 + 0.02 * $0 }),
      (.divergedFromTheStart, losses(100, noise: 0.1) { 1.6 + 0.01 * $0 }),
      (.divergedFromTheStart, losses(100, noise: 0) { 2.3 + 1e-4 * $0 }),
      // It rises by next to nothing, but for the end.
      (.flat, losses(100, noise: 0) { 2.3 + 1e-9 * $0 + ($0 < 80 ? 0 : 0.05 * ($0 - 79)) }),
      // It falls, is lost again, and falls to what a dead network has.
      (
        .fallsTwice,
        losses(100, noise: 0.02) {
          2.3 + ($0 < 50 ? 1.7 / (1 + exp($0 - 35)) : 0)
            + ($0 > 55 && $0 < 75 ? 1.3 : 0)
        }
      ),
      (.divergedFromTheStart, [2.3, 40, .nan]),
    ]
    for (code, losses) in cases {
      let verdict = try Self.verdict(losses)
      #expect(verdict.code == code, "\(verdict.reason), of \(losses.prefix(8))")
      #expect(verdict.remedy?.isEmpty == false)
      #expect(!verdict.reason.isEmpty && !verdict.reason.contains("\n"))
      #expect(!verdict.isTrusted)
    }
  }

  /// A loss that does not depend on the rate falls by chance alone, and few points make chance large.
  @Test(arguments: [10, 15, 20, 30, 50, 100]) func chanceIsNoDescent(count: Int) throws {
    let trusted = try (0..<100).count { seed in
      var generator = SeededGenerator(seed: UInt64(seed))
      let losses = (0..<count).map { _ in
        2.3 + 0.02
          * (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &generator) }
      }
      return try Self.verdict(losses + [.nan], planned: 101).isTrusted
    }
    #expect(trusted <= 5)
  }

  /// A rate at which the loss blew up is in no interval, and none above is suggested.
  @Test func noRateIsSuggestedThatBlewUp() throws {
    let rates = try Ramp(from: 1e-3, to: 0.3, steps: 60).map(\.self)
    let losses = rates.map { 0.5 + 2 / (1 + $0 / 0.01) } + [.nan]
    let curve = Curve(learningRates: rates + [0.31], losses: losses)
    let answer = Answer(curve, gradientAge: GradientAge.none)
    let (suggestion, peak) = (try #require(answer.suggestion), try #require(answer.peak))
    #expect(suggestion.high < 0.35 && peak.high < 0.35)
    #expect(suggestion.learningRate <= suggestion.high && peak.learningRate <= peak.high)
  }

  /// The first steps of a linear ramp are decades wide; its last ones are not.
  @Test func aLinearRampSuggestsNoRateBeyondItsEnd() throws {
    let rates = try Ramp(.linear, from: 1e-5, to: 1, steps: 100).map(\.self)
    let curve = Curve(learningRates: rates, losses: rates.map { 0.3 + 2 / (1 + $0 / 0.02) })
    let answer = Answer(curve, gradientAge: GradientAge.none)
    #expect(answer.verdict.code == .neverDiverged)
    #expect(try #require(answer.peak).learningRate <= 1.02)
  }

  /// A descent that goes on at the last rate gives a rate all the same, and says that a higher one
  /// may be better.
  @Test func aDescentThatGoesOnGivesALowerBound() throws {
    let rates = try Ramp(from: 1e-6, to: 1, steps: 100)
    let losses = rates.indices.map { 2.3 - 0.0001 * Double($0 * $0) }
    let answer = Answer(Curve(learningRates: Array(rates), losses: losses))
    #expect(answer.verdict.code == .neverDiverged)
    #expect(answer.verdict.isTrusted)
    #expect(answer.verdict.remedy == "a higher last rate")
    #expect(try #require(answer.suggestion).learningRate < 1)
  }

  /// No rate without trust, on any curve, and never a trap.
  @Test(arguments: 0..<300) func suggestsOnlyWhatItTrusts(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let answer = Answer(randomCurve(using: &generator))
    #expect((answer.suggestion != nil) == answer.verdict.isTrusted)
    for suggestion in [answer.suggestion, answer.peak].compactMap(\.self) {
      #expect(suggestion.low <= suggestion.learningRate)
      #expect(suggestion.learningRate <= suggestion.high)
      #expect(suggestion.learningRate > 0 && suggestion.learningRate.isFinite)
    }
  }
}
