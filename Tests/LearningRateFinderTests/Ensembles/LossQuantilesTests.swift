import Foundation
import Testing

@testable import LearningRateFinder

@Suite struct LossQuantilesTests {
  private func quantiles(_ curves: [Curve], count: Int) -> LossQuantiles {
    var losses = LossQuantiles(grid: RateGrid(curves, count: count))
    for curve in curves { losses.add(curve, smoothedLosses: curve.losses) }
    return losses
  }

  @Test func aGridIsEquallySpacedInLogarithmAndEndsWhereItShould() {
    let grid = RateGrid(from: 1e-7, to: 10, count: 9)
    #expect(grid.rates.first == 1e-7 && grid.rates.last == 10)
    for (i, rate) in grid.rates.enumerated() {
      #expect(agree(rate, pow(10, Double(i - 7)), within: 1e-13))
    }
    #expect(RateGrid(from: 0.1, to: 0.1).rates == [0.1])
    #expect(RateGrid([]).rates.isEmpty)
    #expect(RateGrid([Curve(plannedSteps: 3)]).rates.isEmpty)
  }

  @Test func aDivergedRunCountsAsAboveTheOthersAndAStoppedOneDoesNot() {
    let rates = [1e-3, 1e-2, 1e-1]
    let diverged = Curve(learningRates: [1e-3, 1e-2], losses: [1, 2], plannedSteps: 3)
      .divergedAfter(2)
    let notFinite = Curve(learningRates: rates, losses: [1, 2, .nan])
    let stopped = Curve(learningRates: [1e-3, 1e-2], losses: [1, 2], plannedSteps: 3)
    let whole = Curve(learningRates: rates, losses: [1, 2, 3])
    for (other, last) in [(diverged, Double.infinity), (notFinite, .infinity), (stopped, 3)] {
      let losses = quantiles([whole, other], count: 3)
      #expect(losses.line(1).last?.loss == last)
      #expect(losses.line(0).last?.loss == 3)
    }
    // With as many diverged runs the median is infinite, and never no number.
    let losses = quantiles([whole, diverged, diverged], count: 3)
    #expect(losses.line(0.5).map(\.loss) == [1, 2, .infinity])
    #expect(losses.counts == [3, 3, 3])
  }

  @Test func runsAreComparedAtTheSameRates() {
    // Straight lines in log rate, sampled at different rates: the median is the middle line.
    let runs = [3, 5, 9].map { count -> Curve in
      let places = (0..<count).map { -4 + 4 * Double($0) / Double(count - 1) }
      return Curve(
        learningRates: places.map { pow(10, $0) }, losses: places.map { Double(count) - $0 })
    }
    let line = quantiles(runs, count: 17).line(0.5)
    #expect(line.count == 17)
    for point in line {
      #expect(abs(point.loss - (5 - log10(point.learningRate))) < 1e-9)
    }
  }

  @Test func aRateThatNoRunReachedIsLeftOut() {
    var losses = LossQuantiles(grid: RateGrid(from: 1e-3, to: 1, count: 4))
    #expect(losses.line(0.5).isEmpty)
    let curve = Curve(learningRates: [1e-2, 1e-1], losses: [2, 1])
    losses.add(curve, smoothedLosses: curve.losses)
    #expect(losses.line(0.5).map { ($0.loss * 1e9).rounded() } == [2e9, 1e9])
    #expect(losses.counts == [0, 1, 1, 0])
  }
}
