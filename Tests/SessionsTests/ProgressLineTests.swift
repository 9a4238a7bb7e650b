import Testing

@testable import Sessions

@Suite struct ProgressLineTests {
  @Test(arguments: [
    (0, ""), (1, "▎"), (50, "██████████████"), (100, "████████████████████████████"),
  ])
  func fillsTheBarByEighths(step: Int, bar: String) {
    let text = ProgressLine.text(
      label: "", step: step, steps: 100, rate: 1.2e-3, loss: 2.3456, elapsed: .seconds(1))
    let filled = text.split(separator: "▕")[0].prefix { $0 != "▏" && $0 != " " }
    #expect(String(filled) == bar)
  }

  @Test func tellsStepRateLossAndTimeLeft() {
    let text = ProgressLine.text(
      label: "run 2 of 5", step: 25, steps: 100, rate: 1.2e-5, loss: 2.34567,
      elapsed: .milliseconds(500))
    #expect(text.hasPrefix("run 2 of 5  ▕"))
    #expect(text.hasSuffix("▏  25/100  rate 1.2e-5  loss 2.346  1.5 s left"))
  }
}
