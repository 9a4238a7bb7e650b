import Testing

@testable import Charts
@testable import LearningRateFinder

@Suite struct ChartTests {
  private func labels(_ chart: Chart) -> [String] { chart.series.map(\.label) }

  @Test func oneRunShowsItsPointsAndLandmarks() {
    let chart = Chart.lossOverRate(
      curve: Curves.exploding,
      answer: Curves.answer(0.0012, 4e-4, 4e-3, peak: 0.011, rulesOn: Curves.golden))
    #expect(
      labels(chart) == [
        "80 % interval", "suggested 0.0012 (4e-4 – 0.004)", "peak 0.011",
        "diverged at 8.3", "loss of a step", "smoothed", "lowest at 0.058",
      ])
    #expect(chart.x.range == 1e-7...(Curves.exploding.learningRates.last ?? 0))
    #expect(chart.summary.contains("The suggested rate is 0.0012, between 4e-4 and 0.004."))
    guard case .points(let points) = chart.series[4].shape else {
      Issue.record("the fifth series are the points")
      return
    }
    #expect(points.map(\.y) == Curves.exploding.losses)
    #expect(
      points[0].note == "step 1\nrate 1e-7\nloss \(Curves.exploding.losses[0].brief(digits: 4))")
    let entries = chart.strip?.entries ?? []
    let answers = SuggestionRules.all.filter { $0.suggestion(for: Curves.golden) != nil }
    #expect(entries.flatMap(\.names).sorted() == answers.map(\.name).sorted())
  }

  @Test func aCurveWithoutAnAnswerIsShownAlone() {
    let chart = Chart.lossOverRate(
      curve: Curves.golden, answer: nil)
    #expect(labels(chart) == ["loss of a step", "smoothed", "lowest at 0.048"])
    #expect(chart.strip == nil)
  }

  /// What trainings found stands out, and the rate of the curve says that it is no more than that.
  @Test func aVerifiedRateStandsOut() throws {
    let chart = Chart.lossOverRate(
      curves: [Curves.golden],
      answer: Curves.answer(0.0012, 4e-4, 4e-3, peak: 0.011, rulesOn: Curves.golden),
      verified: (Answer.Suggestion(learningRate: 0.02, low: 0.007, high: 0.06), peak: 0.032))
    #expect(
      labels(chart).prefix(4) == [
        "did about as well", "verified 0.02 (0.007 – 0.06)", "peak 0.032",
        "curve alone 0.0012 (4e-4 – 0.004)",
      ])
    #expect(
      chart.series.filter { $0.role == .suggestion }.map(\.label) == Array(labels(chart).prefix(2)))
    #expect(chart.series[0].shape == .interval(0.007...0.06))
    #expect(chart.summary.contains("Short trainings did best at 0.02, and about as well between"))
    #expect(chart.terminal().contains("verified 0.02 (0.007 – 0.06)  ▼"))
  }

  @Test func aFlatCurveHasNoLowestPlace() {
    #expect(
      labels(.lossOverRate(curve: Curves.flat, answer: nil)) == ["loss of a step", "smoothed"])
  }

  @Test func manyStepsAreThinnedAndSaidToBe() {
    let curve = Curves.long(10_000)
    let chart = Chart.lossOverRate(curve: curve, answer: nil)
    #expect(labels(chart)[0] == "loss of every 5th step")
    guard case .points(let points) = chart.series[0].shape else { return }
    #expect(points.count == 2001)
    #expect(points.last?.x == curve.learningRates.last)
  }

  /// A point that stands for many steps is not called one step.
  @Test func meansOfStepsAreSaidToBe() {
    let chart = Chart.lossOverRate(curves: [Curves.long(4000)], answer: nil, stepsPerPoint: 250)
    #expect(labels(chart)[0] == "means of about 250 steps")
    guard case .points(let points) = chart.series[0].shape else { return }
    #expect(points[0].note.hasPrefix("point 1\n"))
  }

  @Test func severalRunsShowBandAndMedian() {
    let chart = Chart.lossOverRate(
      curves: Curves.runs, answer: nil)
    #expect(
      labels(chart).filter { !$0.isEmpty } == [
        "4 of 10 diverged, around 2.5", "80 % of the runs", "one run", "median of 10 runs",
        "lowest at 0.046",
      ])
  }
}
