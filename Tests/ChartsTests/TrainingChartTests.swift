import Testing

@testable import Charts

@Suite struct TrainingChartTests {
  private func chart(_ losses: [Double], _ heldOut: [(steps: Int, loss: Double)] = []) -> Chart {
    .training(losses: losses, heldOut: heldOut)
  }

  @Test func stepsAndHeldOutLossesShareAnAxis() {
    let chart = chart([4, 3, 2, 1], [(2, 2.5), (4, 1.5)])
    #expect(
      chart.series.map(\.label) == [
        "mini-batches", "mini-batches, smoothed", "held-out examples", "",
      ])
    guard case .line(let held) = chart.series[2].shape else { return }
    #expect(held.map(\.x) == [2, 4] && held.map(\.y) == [2.5, 1.5])
    #expect(chart.summary.hasSuffix("on held-out examples 1.5 at last."))
  }

  @Test func theSmoothedLineDoesNotLag() {
    let chart = chart((0..<300).map { 3 - Double($0) / 100 })
    guard case .line(let line) = chart.series[1].shape else { return }
    for (step, point) in line.enumerated() {
      #expect((point.y - (3 - Double(step) / 100)).magnitude < 1e-9)
    }
  }

  @Test func anExplosionLeavesTheFrame() {
    let falling = (0..<100).map { 2 - Double($0) / 100 }
    let chart = chart(falling + [1e3, 1e6, 1e12, .nan])
    #expect(chart.y.range.upperBound < 5)
  }

  @Test func manyStepsAreAveraged() {
    let chart = chart(Array(repeating: 1, count: 10_000))
    #expect(chart.series[0].label == "means of 6 mini-batches")
  }

  @Test(arguments: [[], [1.0], [.nan], [1, 1, 1]])
  func everyTrainingHasAFrame(losses: [Double]) {
    let range = chart(losses).y.range
    #expect(range.lowerBound < range.upperBound)
  }
}
