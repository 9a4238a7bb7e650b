import Schedules
import Testing

@testable import Charts
@testable import LearningRateFinder

@Suite struct RateOverStepTests {
  private func points(_ chart: Chart) -> [Series.Point] {
    for series in chart.series { if case .line(let points) = series.shape { return points } }
    return []
  }

  @Test(arguments: [Axis.Scale.linear, .logarithmic])
  func everyRateIsInTheFrame(scale: Axis.Scale) {
    let chart = Chart.rateOverStep(Curves.golden.learningRates, scale: scale, suggestion: 0.012)
    #expect(points(chart).map(\.y) == Curves.golden.learningRates)
    #expect(points(chart).first?.x == 1 && points(chart).last?.x == 100)
    #expect(Curves.golden.learningRates.allSatisfy(chart.y.range.contains))
    #expect(chart.y.scale == scale)
    // 10⁻⁷ times ten to the power of 8 i / 100 passes 0.012 at i = 64.
    #expect(
      chart.series.map(\.label).contains("suggested 0.012 is passed at step 65"))
  }

  @Test func aSuggestionThatIsNotReachedIsNotMarked() {
    let chart = Chart.rateOverStep([0.1, 0.2], scale: .linear, suggestion: 0.3)
    #expect(chart.series.allSatisfy { !$0.isSpot })
  }

  /// A schedule of each kind.
  private static let schedules: [LearningRateSchedule] = [
    "constant", "step:100s", "exponential:0.9", "linear", "cosine", "warm-restarts:100s",
    "warmup+cosine", "warmup-linear", "triangular:50s", "triangular2:50s", "exp-range:50s",
    "one-cycle", "plateau",
  ].compactMap { try? Self.schedule($0) }

  private static func schedule(_ text: String) throws -> LearningRateSchedule {
    try LearningRateSchedule(
      text, rates: ScheduleRates(constant: 0.1, peak: 0.2, low: 0.01, high: 0.2), steps: 400,
      stepsPerEpoch: 40)
  }

  @Test(arguments: schedules)
  func everyScheduleIsDrawnStepByStep(schedule: LearningRateSchedule) {
    let chart = Chart.schedule(schedule, steps: 400)
    #expect(points(chart).map(\.y) == (0..<400).map(schedule.learningRate))
    #expect(chart.series.map(\.label) == [schedule.name])
    let momentum = Chart.momentum(of: schedule, steps: 400)
    #expect((momentum != nil) == (schedule.name == "one-cycle"))
    if let momentum {
      #expect(points(momentum).map(\.y) == (0..<400).map { schedule.momentum(at: $0) })
      #expect(points(momentum).map(\.y).allSatisfy(momentum.y.range.contains))
    }
  }

  @Test func everyKindOfScheduleIsTried() { #expect(Self.schedules.count == 13) }

  @Test func aLongScheduleIsSampledToItsEnd() throws {
    let chart = Chart.schedule(try Self.schedule("cosine"), steps: 1_000_001)
    #expect(points(chart).count <= 2002)
    #expect(points(chart).last?.x == 1_000_001)
  }
}
