import Foundation
import Testing

@testable import LearningRateFinder

/// Each step of a reading is the one before, taken further.
@Suite struct CurveReadingTests {
  private func reading(noise: Double) throws -> (CurveReading, Answer) {
    let curve = try AnswerTests.curve(around: 1e-3, noise: noise)
    let age = GradientAge.momentum(0.9)
    return (CurveReading(curve, gradientAge: age), Answer(curve, gradientAge: age))
  }

  @Test(arguments: [0.01, 0.05]) func leadsToTheAnswer(noise: Double) throws {
    let (reading, answer) = try reading(noise: noise)
    let (estimate, valley) = (try #require(reading.estimate), try #require(reading.valley))
    let peak = try #require(answer.peak?.learningRate)
    #expect(agree(exp((estimate.left + estimate.right) / 2), peak, within: 1e-9))
    let right = try #require(valley.right)
    #expect(estimate.left < valley.left && valley.left < right && estimate.right < right)
  }

  @Test func redrawsSpreadByTheDeviation() throws {
    let estimate = try #require(try reading(noise: 0.05).0.estimate)
    let peaks = estimate.redraws.map { $0.peak / log(10) }
    let mean = try #require(peaks.mean)
    let variance = try #require(peaks.map { ($0 - mean) * ($0 - mean) }.mean)
    #expect(estimate.deviation > 0)
    #expect(agree(variance.squareRoot(), estimate.deviation, within: 1e-9))
  }

  @Test func weightsMakeTheSmoothedLoss() throws {
    let reading = try reading(noise: 0.05).0
    let (weights, smoothed) = (reading.weights(at: 40), try #require(reading.smoothed))
    #expect(agree(weights.reduce(0, +), 1, within: 1e-12))
    let sum = zip(weights, smoothed.losses).map { $0 * $1 }.reduce(0, +)
    #expect(agree(sum, reading.smoothedLosses[40], within: 1e-12))
  }

  @Test func theSmoothedLossIsThatOfItsPointsAndBetweenThem() throws {
    let reading = try reading(noise: 0.05).0
    let (rates, losses) = (reading.smoothedRates, reading.smoothedLosses)
    for i in rates.indices { #expect(reading.smoothedLoss(at: rates[i]) == losses[i]) }
    let between = try #require(reading.smoothedLoss(at: (rates[3] * rates[4]).squareRoot()))
    #expect(agree(between, (losses[3] + losses[4]) / 2, within: 1e-9))
    #expect(reading.smoothedLoss(at: rates[0] / 2) == nil)
    #expect(reading.smoothedLoss(at: 2 * (rates.last ?? 0)) == nil)
  }

  @Test func aConstantHasNoValley() {
    let rates = (1...50).map { Double($0) * 1e-3 }
    let curve = Curve(learningRates: rates, losses: .init(repeating: 2, count: 50))
    let reading = CurveReading(curve)
    #expect(reading.valley == nil && reading.estimate == nil && reading.verdict.code == .flat)
  }

  /// A descent at random, a rise at random, both or neither, with noise.
  private func curve(seed: Int) throws -> Curve {
    var generator = SeededGenerator(seed: UInt64(seed))
    func draw(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    let (fall, rise) = (draw(-4...2), draw(-3...2))
    let (gain, height) = (seed % 3 == 0 ? 0 : draw(0.1...2), seed % 5 == 0 ? 0 : draw(0.1...9))
    let noise = exp(draw(-6 ... -1))
    let rates = try Ramp(from: 1e-6, to: 10, steps: Int(draw(20...300))).map(\.self)
    let losses = rates.map { rate in
      let x = log10(rate)
      return 2 - gain / (1 + exp(-4 * (x - fall))) + height * exp(3 * (x - rise))
        + noise * draw(-1...1)
    }
    return Curve(learningRates: rates, losses: losses)
  }

  /// Where a loss has its zero says nothing: not to the answer, nor to its verdict.
  @Test(arguments: 0..<200) func aConstantAddedToAllLossesChangesNothing(seed: Int) throws {
    let curve = try curve(seed: seed)
    let answer = Answer(curve)
    for shift in [-100, -(curve.losses[0]), 3.7, 1000] {
      let losses = curve.losses.map { $0 + shift }
      let shifted = Answer(Curve(learningRates: curve.learningRates, losses: losses))
      #expect(answer.verdict.code == shifted.verdict.code)
      #expect(
        agree(
          answer.suggestion?.learningRate ?? 0, shifted.suggestion?.learningRate ?? 0,
          within: 1e-6))
    }
  }

  /// Nor does the unit that it is measured in.
  @Test(arguments: 0..<100) func aFactorOnAllLossesChangesNothing(seed: Int) throws {
    let curve = try curve(seed: seed)
    let scaled = Curve(
      learningRates: curve.learningRates, losses: curve.losses.map { $0 * 1024 })
    #expect(Answer(curve).verdict.code == Answer(scaled).verdict.code)
    #expect(Answer(curve).suggestion == Answer(scaled).suggestion)
  }

  /// Losses that begin near zero and later stand at 0.1 ± 0.1, and then fall to −1.9: no multiple of
  /// the first loss tells anything.
  @Test func aLossThatBeginsNearZeroHasNotDiverged() throws {
    var generator = SeededGenerator(seed: 4)
    let rates = try Ramp(from: 1e-6, to: 1, steps: 120).map(\.self)
    let losses = rates.enumerated().map { step, rate in
      step == 0
        ? 0.01 : 0.1 - 2 / (1 + 0.02 / rate) + 0.1 * Double.random(in: -1...1, using: &generator)
    }
    let answer = Answer(Curve(learningRates: rates, losses: losses))
    #expect(answer.verdict.code == .neverDiverged)
  }

  /// Averaging neighbors leaves the age of the gradients as it is: ten thousand steps move by as many
  /// steps as they are.
  @Test(arguments: [100, 1000, 10_000, 100_000]) func theAgeCountsSteps(steps: Int) throws {
    let rates = try Ramp(from: 1e-7, to: 10, steps: steps).map(\.self)
    let losses = rates.map { 0.3 + 2 / (1 + $0 / 1e-3) + 40 * $0 * $0 }
    let curve = Curve(learningRates: rates, losses: losses)
    let age = 0.2 * Double(steps) / 8
    let now = try #require(Answer(curve, gradientAge: GradientAge.none).peak)
    let later = try #require(Answer(curve, gradientAge: GradientAge(steps: age)).peak)
    #expect(abs(log10(now.learningRate / later.learningRate) - 0.2) < 0.01)
  }

  /// A log that was averaged before it was read says so, and is not corrected twice.
  @Test func theAgeOfAnAveragedLogCountsItsSteps() throws {
    let rates = try Ramp(from: 1e-7, to: 10, steps: 4000).map(\.self)
    let losses = rates.map { 0.3 + 2 / (1 + $0 / 1e-3) + 40 * $0 * $0 }
    var averaged = Curve(learningRates: rates, losses: losses)
    averaged.stepsPerPoint = 10
    let now = try #require(Answer(averaged, gradientAge: GradientAge.none).peak)
    let later = try #require(Answer(averaged, gradientAge: GradientAge(steps: 1000)).peak)
    #expect(abs(log10(now.learningRate / later.learningRate) - 0.2) < 0.01)
  }

  @Test func aSecondCurveThatIsTheSameMakesTheIntervalNoNarrower() throws {
    let curve = try AnswerTests.curve(around: 1e-3, noise: 0.1)
    let one = try #require(Answer([curve]).suggestion)
    let two = try #require(Answer([curve, curve]).suggestion)
    #expect(two.high / two.low >= one.high / one.low)
  }

  @Test func wordsSpeakOfAllRuns() throws {
    let curves = try (1...5).map { try AnswerTests.curve(around: 1e-3, seed: UInt64($0)) }
    #expect(Answer(curves).verdict.reason.hasPrefix("in all 5 runs the loss falls from "))
    let flat = Curve(
      learningRates: curves[0].learningRates, losses: curves[0].losses.map { _ in 2 })
    let most = Answer(curves.prefix(3) + [flat]).verdict
    #expect(most.agreeing == 3 && most.reason.hasPrefix("in 3 of 4 runs the loss falls from "))
  }
}
