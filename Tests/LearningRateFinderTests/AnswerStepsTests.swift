import Foundation
import Testing

@testable import LearningRateFinder

/// The steps that are shown are those that the answer takes.
@Suite struct AnswerStepsTests {
  static let age = GradientAge.momentum(0.9)

  static func steps(noise: Double) throws -> (AnswerSteps, Answer) {
    let curve = try AnswerTests.curve(around: 1e-3, noise: noise)
    return (AnswerSteps(curve, gradientAge: age), Answer(curve, gradientAge: age))
  }

  @Test(arguments: [0.01, 0.05]) func leadToTheAnswer(noise: Double) throws {
    let (steps, answer) = try Self.steps(noise: noise)
    let trough = try #require(steps.trough)
    let peak = try #require(answer.peak?.learningRate)
    #expect(agree((trough.movedLeft * trough.movedRight).squareRoot(), peak, within: 1e-9))
    let right = try #require(trough.right)
    #expect(trough.movedLeft < trough.left && trough.left < right && trough.movedRight < right)
  }

  @Test func redrawsSpreadByTheDeviation() throws {
    let trough = try #require(try Self.steps(noise: 0.05).0.trough)
    let peaks = trough.redraws.map { log10($0.peak) }
    let mean = try #require(peaks.mean)
    let variance = try #require(peaks.map { ($0 - mean) * ($0 - mean) }.mean)
    #expect(trough.deviation > 0)
    #expect(agree(variance.squareRoot(), trough.deviation, within: 1e-9))
  }

  @Test func weightsMakeTheSmoothedLoss() throws {
    let steps = try Self.steps(noise: 0.05).0
    let weights = steps.weights(at: 40)
    #expect(agree(weights.reduce(0, +), 1, within: 1e-12))
    let smoothed = zip(weights, steps.losses).map { $0 * $1 }.reduce(0, +)
    #expect(agree(smoothed, steps.smoothed[40], within: 1e-12))
  }

  @Test func aConstantHasNoTrough() {
    let rates = (1...50).map { Double($0) * 1e-3 }
    let curve = Curve(learningRates: rates, losses: .init(repeating: 2, count: 50))
    #expect(AnswerSteps(curve, gradientAge: nil).trough == nil)
  }
}
