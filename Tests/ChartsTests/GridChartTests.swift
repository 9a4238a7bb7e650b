import Testing

@testable import Charts
@testable import LearningRateFinder

@Suite struct GridChartTests {
  private let rates: [Chart.TrainedRate] = [
    .init(learningRate: 1e-3, mean: 2, losses: [1.9, 2.1]),
    .init(learningRate: 1e-2, mean: 0.2, losses: [0.1, 0.3]),
    .init(learningRate: 1e-1, mean: 1.7, losses: [1, 2.4], diverged: 1),
  ]

  private func chart(lowest: Double = 0.1) -> Chart {
    .grid(
      rates, answer: .init(learningRate: 0.02, mean: 0.4),
      suggestion: Answer.Suggestion(learningRate: 0.02, low: 0.005, high: 0.05), lossBefore: 2.4)
  }

  @Test func theSuggestionItsIntervalAndTheBestAreMarked() {
    #expect(
      chart().series.map(\.label) == [
        "its 80 % interval", "range test 0.02 (0.005 – 0.05)", "before training", "all seeds",
        "one training", "mean of the seeds", "best on the grid 0.01",
      ])
    #expect(chart().summary.contains("At the range test's rate of 0.02 it is 0.4."))
  }

  @Test func everySeedIsInTheFrame() throws {
    let points = chart().series.flatMap { series -> [Series.Point] in
      if case .points(let points) = series.shape { points } else { [] }
    }
    #expect(points.map(\.y) == [1.9, 2.1, 0.1, 0.3, 1, 2.4])
    #expect(points.map(\.y).allSatisfy(chart().y.range.contains))
    #expect(points.last?.note == "rate 0.1\nseed 2\nheld-out loss 2.4\n1 of 2 diverged")
    guard case .band(let band) = chart().series[3].shape else { throw Missing() }
    #expect(band.map(\.low) == [1.9, 0.1, 1] && band.map(\.high) == [2.1, 0.3, 2.4])
  }

  private struct Missing: Error {}

  @Test(arguments: [([2.0, 0.1], Axis.Scale.logarithmic), ([2, 1], .linear), ([2, -1], .linear)])
  func lossesThatDifferByMuchAreShownByTheirRatios(losses: [Double], scale: Axis.Scale) {
    let rates = losses.map { Chart.TrainedRate(learningRate: 0.1, mean: $0) }
    #expect(Chart.grid(rates).y.scale == scale)
  }

  @Test func nothingIsAnEmptyFrame() { #expect(Chart.grid([]).series.allSatisfy { !$0.isSpot }) }
}
