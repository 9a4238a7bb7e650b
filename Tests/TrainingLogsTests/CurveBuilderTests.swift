import LearningRateFinder
import Testing

@testable import TrainingLogs

/// Curves of logs that are longer than what is kept.
@Suite struct CurveBuilderTests {
  private func builder(_ ramp: Ramp, loss: (Int) -> Double) throws -> CurveBuilder {
    var builder = CurveBuilder()
    for (step, rate) in ramp.enumerated() { try builder.append(rate: rate, loss: loss(step)) }
    return builder
  }

  @Test func keepsUpToTheLimitAsItIs() throws {
    let ramp = try Ramp(from: 1e-7, to: 10, steps: CurveBuilder.limit)
    let builder = try builder(ramp) { Double($0) * 0.1 }
    let curve = try #require(builder.curve())
    #expect(curve.learningRates == Array(ramp))
    #expect(curve.losses == ramp.indices.map { Double($0) * 0.1 })
    #expect(builder.averaging == nil)
  }

  @Test(arguments: Ramp.Shape.allCases, [CurveBuilder.limit + 1, 10_000, 100_000])
  func averagesByRates(shape: Ramp.Shape, steps: Int) throws {
    let ramp = try Ramp(shape, from: 1e-6, to: 10, steps: steps)
    let builder = try builder(ramp) { 3 + Double($0) / Double(steps) }
    let curve = try #require(builder.curve())
    let averaging = try #require(builder.averaging)
    #expect(averaging.steps == steps && averaging.points == curve.count)
    #expect(curve.count <= CurveBuilder.limit)
    // Of an exponential ramp every bin is filled: doubling leaves at least half of the limit.
    if shape == .exponential { #expect(curve.count >= CurveBuilder.limit / 2 - 1) }
    // Sorted, inside the range, and on the line that the losses are on: a linear one in the
    // number of the step, thus of means exactly at the mean step.
    #expect(zip(curve.learningRates, curve.learningRates.dropFirst()).allSatisfy { $0 < $1 })
    #expect(curve.learningRates.first.map { $0 >= ramp.from } == true)
    #expect(curve.learningRates.last.map { $0 <= ramp.to } == true)
    if shape == .linear {
      for point in curve {
        let share = (point.learningRate - ramp.from) / (ramp.to - ramp.from)
        let expected = 3 + share * Double(steps - 1) / Double(steps)
        #expect(abs(point.loss - expected) < 1e-9)
      }
    }
  }

  /// The mean of n losses has 1/√n of the noise of one: measured on noise of known deviation.
  @Test func noiseIsThatOfMeans() throws {
    let steps = 200_000
    var generator = SeededGenerator(seed: 1)
    let ramp = try Ramp(from: 1e-6, to: 10, steps: steps)
    let builder = try builder(ramp) { _ in Double.random(in: -1...1, using: &generator) }
    let curve = try #require(builder.curve())
    let perBin = Double(steps) / Double(curve.count)
    let variance = curve.losses.map { $0 * $0 }.reduce(0, +) / Double(curve.count)
    let expected = (1.0 / 3) / perBin
    // The variance of a variance of m means is 2/m: four deviations.
    #expect(abs(variance / expected - 1) < 4 * (2 / Double(curve.count)).squareRoot() + 0.05)
  }

  @Test func endsAtALossThatIsNoNumber() throws {
    let ramp = try Ramp(from: 1e-6, to: 10, steps: 20_000)
    let builder = try builder(ramp) { $0 >= 15_000 || $0 == 5_000 ? .infinity : 1 }
    let curve = try #require(builder.curve())
    // One among others is left out of their mean; where there are no others, it stays.
    #expect(builder.steps == 20_000 && builder.stepsNotFinite == 5_001)
    #expect(curve.outcome == .notFinite)
    // The bin at the end holds steps of both kinds.
    #expect(try #require(curve.learningRates.last) < ramp[15_020])
    #expect(curve.losses.allSatisfy { $0 == 1 })
  }

  @Test func manyStepsAtOneRateBeforeItGrows() throws {
    var builder = CurveBuilder()
    for _ in 0..<10_000 { try builder.append(rate: 0.5, loss: 2) }
    #expect(builder.isAtOneRate)
    for i in 1...10_000 { try builder.append(rate: 0.5 + Double(i) * 1e-4, loss: 1) }
    let curve = try #require(builder.curve())
    #expect(!builder.isAtOneRate)
    #expect(curve.learningRates.first == 0.5 && curve.losses.first == 2)
    #expect(curve.count > CurveBuilder.limit / 8 && curve.count <= CurveBuilder.limit)
  }

  /// Means lie between the rates of their bins, where sums are rounded or overflow.
  @Test(arguments: [0.1, 1e-300, 1e300, .greatestFiniteMagnitude])
  func meansDoNotGoDown(top: Double) throws {
    var builder = CurveBuilder()
    // Every rate 1,000 times, and the next one only 3 units of the last place above it.
    for step in 0..<100_000 {
      try builder.append(rate: top - Double(3 * (99 - step / 1000)) * top.ulp, loss: 1)
    }
    let curve = try #require(builder.curve())
    #expect(Curve.flaw(curve.learningRates, curve.losses) == nil)
    #expect(curve.learningRates.allSatisfy { $0 <= top && $0 >= top - 300 * top.ulp })
    #expect(curve.stepsPerPoint == 100_000 / Double(curve.count))
  }
}
