import Foundation
import Testing

@testable import LearningRateFinder

@Suite struct PowerLawFitTests {
  @Test(arguments: [1, 0.5, 0, -0.25]) func findsAnExactLaw(exponent: Double) throws {
    let points = [32.0, 64, 128, 256, 512, 1024].map { (size: $0, rate: 0.01 * pow($0, exponent)) }
    let fit = try PowerLawFit(points)
    #expect(abs(fit.exponent - exponent) < 1e-14)
    #expect(agree(fit.constant, 0.01, within: 1e-13))
    #expect(agree(fit.rate(at: 96), 0.01 * pow(96, exponent), within: 1e-13))
    #expect(abs(try #require(fit.low) - exponent) < 1e-12)
    #expect(abs(try #require(fit.high) - exponent) < 1e-12)
  }

  /// Logarithms (0, 0), (1, 1), (2, 1): slope 1/2, s² = 1/6, S = 2, t(1) = tan(0.475 π).
  @Test func theIntervalIsThatOfTheSlope() throws {
    let fit = try PowerLawFit([(1, 1), (exp(1), exp(1)), (exp(2), exp(1))])
    #expect(agree(fit.exponent, 0.5, within: 1e-14))
    #expect(agree(log(fit.constant), 1 / 6, within: 1e-13))
    let reach = tan(0.475 * .pi) / 12.0.squareRoot()
    #expect(agree(try #require(fit.high), 0.5 + reach, within: 1e-12))
    #expect(agree(try #require(fit.low), 0.5 - reach, within: 1e-12))
    #expect(
      fit.sentence
        == "the rate grows with the batch size to the power of 0.5 (-3.2 to 4.2 with 95 % "
        + "confidence)")
  }

  @Test func twoPointsLeaveNoInterval() throws {
    let fit = try PowerLawFit([(32, 0.1), (128, 0.2)])
    #expect(agree(fit.exponent, 0.5, within: 1e-14))
    #expect(fit.low == nil && fit.high == nil)
  }

  @Test func refusesWhatHasNoLine() {
    let sentences = [
      try? failure([], 0.95), try? failure([(32, 0.1)], 0.95),
      try? failure([(32, 0.1), (32, 0.2)], 0.95),
      try? failure([(32, 0.1), (0, 0.2)], 0.95), try? failure([(32, 0.1), (64, .nan)], 0.95),
      try? failure([(32, 0.1), (64, 0.2)], 1),
    ]
    #expect(
      sentences == [
        "a power law needs points at two sizes at least",
        "a power law needs points at two sizes at least",
        "a power law needs points at two sizes at least",
        "sizes and rates of a power law must be above 0, not 0.0 and 0.2",
        "sizes and rates of a power law must be above 0, not 64.0 and nan",
        "a confidence lies between 0 and 1, not at 1.0",
      ])
  }

  private func failure(
    _ points: [(size: Double, rate: Double)], _ confidence: Double
  ) throws -> String {
    let error = #expect(throws: InvalidPowerLaw.self) {
      try PowerLawFit(points, confidence: confidence)
    }
    return try #require(error).description
  }

  /// Tables of Student's distribution.
  @Test(arguments: [
    (0.975, 1, 12.706204736174707), (0.975, 2, 4.302652729696142), (0.975, 3, 3.182446305284263),
    (0.975, 10, 2.2281388519649385), (0.975, 30, 2.0422724563012373),
    (0.9, 4, 1.5332062740589438), (0.995, 5, 4.032142983557536), (0.5, 7, 0),
    (0.025, 2, -4.302652729696142), (0.975, 100_000, 1.959987708),
  ])
  func quantilesOfStudentsDistribution(p: Double, degrees: Int, expected: Double) {
    let found = StudentDistribution.quantile(p, degrees: degrees)
    #expect(abs(found - expected) <= 1e-8 * max(1, abs(expected)), "\(found)")
  }
}
