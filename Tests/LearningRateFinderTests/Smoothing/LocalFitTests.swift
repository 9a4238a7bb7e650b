import Foundation
import Testing

@testable import LearningRateFinder

/// Straight lines with Gaussian weights, against what they are by definition.
@Suite struct LocalFitTests {
  /// Whatever the weights, a straight line is its own fit, also where the points are unevenly far
  /// apart and at both ends.
  @Test(arguments: [0.1, 0.5, 3, 100]) func aStraightLineIsItsOwnFit(deviation: Double) {
    var generator = SeededGenerator(seed: 7)
    let x = (0..<60).map { _ in Double.random(in: 0...10, using: &generator) }.sorted()
    let fit = LocalFit(at: x, deviation: deviation)
    for (fitted, place) in zip(fit(x.map { 3 - 0.7 * $0 }), x) {
      #expect(abs(fitted - (3 - 0.7 * place)) < 1e-6)
    }
  }

  /// The normal equations of weighted least squares, solved anew for each point.
  @Test func equalsWeightedLeastSquares() {
    var generator = SeededGenerator(seed: 8)
    let x = (0..<40).map { _ in Double.random(in: 0...4, using: &generator) }.sorted()
    let y = x.map { sin($0) + Double.random(in: -0.3...0.3, using: &generator) }
    let (deviation, fitted) = (0.4, LocalFit(at: x, deviation: 0.4)(y))
    for i in x.indices {
      var (w0, w1, w2, y0, y1) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for j in x.indices where abs(x[j] - x[i]) <= 3 * deviation {
        let d = x[j] - x[i]
        let weight = exp(-d * d / (2 * deviation * deviation))
        w0 += weight
        w1 += weight * d
        w2 += weight * d * d
        y0 += weight * y[j]
        y1 += weight * d * y[j]
      }
      let intercept = (w2 * y0 - w1 * y1) / (w0 * w2 - w1 * w1)
      #expect(agree(fitted[i], intercept, within: 1e-9))
    }
  }

  /// In the middle of many evenly spaced points with weights of deviation h, a fit of white noise has
  /// the variance 1 / (2 √π h) of the noise's, with h in points.
  @Test(arguments: [2.0, 5, 12]) func theVarianceIsThatOfAGaussianKernel(h: Double) {
    let fit = LocalFit(at: (0..<200).map(Double.init), deviation: h)
    #expect(agree(fit.variances[100], 1 / (2 * Double.pi.squareRoot() * h), within: 0.01))
  }

  /// The residuals of white noise, scaled, have the noise's own deviation.
  @Test func scaledResidualsHaveTheDeviationOfTheNoise() {
    var generator = SeededGenerator(seed: 9)
    let x = (0..<4000).map(Double.init)
    let noise = x.map { _ in
      (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &generator) }
    }
    let fit = LocalFit(at: x, deviation: 3)
    let squares = zip(noise, fit(noise)).enumerated().map { i, pair in
      let residual = (pair.0 - pair.1) * fit.residualScales[i]
      return residual * residual
    }
    #expect(abs((squares.mean ?? 0).squareRoot() - 1) < 0.05)
  }

  @Test func aSingleAbscissaHasItsMean() {
    let fit = LocalFit(at: [2, 2, 2], deviation: 0.5)
    #expect(fit([1, 2, 6]).allSatisfy { abs($0 - 3) < 1e-12 })
  }
}

@Suite struct WildBootstrapTests {
  /// Each draw is the fitted curve with the scaled residuals added or taken away: over many draws
  /// the mean is the fit of the fit, and the variance what the weights make of the residuals'.
  @Test func drawsHaveTheMeanAndVarianceOfTheirSigns() throws {
    let curve = try AnswerTests.curve(around: 1e-3, noise: 0.1)
    let smoothed = SmoothedCurve(curve, .standard)
    var bootstrap = WildBootstrap(smoothed)
    let draws = (0..<4000).map { _ in bootstrap.next().smoothed }
    let mean = smoothed.fit(smoothed.smoothed)
    let residuals = smoothed.losses.indices.map { i in
      (smoothed.losses[i] - smoothed.smoothed[i]) * smoothed.fit.residualScales[i]
    }
    for step in stride(from: 5, to: curve.count - 5, by: 9) {
      let values = draws.map { $0[step] }
      // The weight of each residual in the fit at this step.
      let variance = residuals.indices.reduce(0.0) { sum, i in
        var one = [Double](repeating: 0, count: residuals.count)
        one[i] = residuals[i]
        let share = smoothed.fit(one)[step]
        return sum + share * share
      }
      let average = try #require(values.mean)
      let spread = try #require(values.map { ($0 - average) * ($0 - average) }.mean)
      #expect(abs(average - mean[step]) < 5 * (variance / 4000).squareRoot() + 1e-12)
      #expect(agree(spread, variance, within: 0.15))
    }
  }

  @Test func equalCurvesMakeEqualDraws() throws {
    let smoothed = SmoothedCurve(try AnswerTests.curve(around: 1e-2), .standard)
    var (one, other) = (WildBootstrap(smoothed), WildBootstrap(smoothed))
    for _ in 0..<5 { #expect(one.next().smoothed == other.next().smoothed) }
  }
}

@Suite struct IntervalTests {
  /// Simulated range tests of a training whose best rate is known: the interval is to hold it four
  /// times out of five, whatever the noise.
  @Test(arguments: [0.01, 0.05, 0.15]) func holdsTheBestRateFourTimesOutOfFive(noise: Double) throws
  {
    var (held, answered) = (0, 0)
    for seed in 0..<60 {
      let curve = try AnswerTests.curve(around: 1e-3, noise: noise, seed: UInt64(seed))
      guard let suggestion = Answer(curve).suggestion else { continue }
      answered += 1
      // The loss of a step at a rate r is 0.3 + 2/(1 + r/ρ) + 4 (r/100ρ)², lowest at r ≈ 10.6 ρ.
      if (suggestion.low...suggestion.high).contains(0.0106) { held += 1 }
    }
    #expect(answered >= 50 && Double(held) >= 0.8 * Double(answered))
  }
}
