import Testing

@testable import Charts
@testable import LearningRateFinder

@Suite struct LossChangeTests {
  private func line(_ chart: Chart, _ role: Series.Role) throws -> [Series.Point] {
    for series in chart.series where series.role == role {
      if case .line(let points) = series.shape { return points }
    }
    throw Missing()
  }

  private struct Missing: Error {}

  @Test(arguments: [1, 5, 20])
  func theAverageIsTheRulesOwn(window: Int) throws {
    let curve = Curves.golden
    let average = try line(.lossChange([curve], window: window), .smoothed)
    // Surmenok's formula, at every step that has so many before it and up to the way out.
    for (index, point) in average.enumerated() {
      let step = index + window
      #expect(point.x == curve.learningRates[step])
      #expect(point.y == (curve.losses[step] - curve.losses[step - window]) / Double(window))
    }
    #expect(average.count > 60)
  }

  @Test func theFastestFallIsMarkedWhereTheRuleAnswers() throws {
    let chart = Chart.lossChange([Curves.golden])
    let rule = try #require(MovingDerivativeRule().suggestion(for: Curves.golden))
    let spots = chart.series.filter(\.isSpot)
    let spot = try #require(spots.first)
    #expect(spot.label == "falls fastest at \(rule.brief)")
  }

  @Test func anExplosionDoesNotFlattenTheDescent() {
    let calm = Chart.lossChange([Curves.noisy(seed: 3, deviation: 0.05)])
    let exploding = Chart.lossChange([Curves.exploding])
    #expect(exploding.y.range.upperBound < 3 * calm.y.range.upperBound)
  }

  @Test func severalRunsShowTheirMedian() throws {
    let chart = Chart.lossChange(Curves.runs)
    #expect(chart.series.count { $0.role == .run } == Curves.runs.count)
    #expect(chart.series.contains { $0.label == "median of the moving average over 20 steps" })
    #expect(!chart.series.contains { $0.role == .measured })
  }

  @Test(arguments: Curves.all.map(\.name))
  func everyCurveHasAFrame(name: String) throws {
    let curve = try #require(Curves.all.first { $0.name == name }).curve
    let range = Chart.lossChange([curve]).y.range
    #expect(range.lowerBound < 0 && range.upperBound > 0)
  }
}
