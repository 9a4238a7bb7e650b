import Testing

@testable import Charts

@Suite struct AxisTests {
  @Test(arguments: [
    (0.0, 3.0, 7, ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"]),
    (-1.2, 1.1, 5, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
    (0.0, 1e6, 4, ["0", "500000", "1e6"]),
    (2.299, 2.306, 7, ["2.299", "2.300", "2.301", "2.302", "2.303", "2.304", "2.305", "2.306"]),
  ])
  func linearTicksAreRound(low: Double, high: Double, count: Int, labels: [String]) {
    #expect(Axis("", range: low...high).ticks(about: count).map(\.label) == labels)
  }

  @Test(arguments: [
    (1e-3, 10.0, true, ["10⁻³", "10⁻²", "10⁻¹", "1", "10"]),
    (1e-3, 10.0, false, ["1e-3", "1e-2", "1e-1", "1", "10"]),
    (1e-3, 1e-2, true, ["0.001", "0.002", "0.005", "0.01"]),
    (
      1e-30, 1.0, true,
      ["10⁻³⁰", "10⁻²⁷", "10⁻²⁴", "10⁻²¹", "10⁻¹⁸", "10⁻¹⁵", "10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1"]
    ),
  ])
  func logarithmicTicksArePowers(low: Double, high: Double, isUnicode: Bool, labels: [String]) {
    let axis = Axis("", scale: .logarithmic, range: low...high)
    let ticks = axis.ticks(about: 12, isUnicode: isUnicode)
    #expect(ticks.map(\.label).filter { !$0.isEmpty } == labels)
    #expect(ticks.map(\.value) == ticks.map(\.value).sorted())
  }

  @Test(arguments: [
    (Axis.Scale.linear, 2.0, 2.0), (.linear, 0, 0), (.logarithmic, 0, 0), (.logarithmic, -1, 5),
    (.logarithmic, 1e-3, 1e-3), (.linear, 1e305, 2e305), (.linear, -2e305, -1e305),
    (.logarithmic, 1e305, 2e305),
  ])
  func rangesThatCannotBeShownAreWidened(scale: Axis.Scale, low: Double, high: Double) {
    let axis = Axis("", scale: scale, range: low...high)
    #expect(axis.range.lowerBound < axis.range.upperBound)
    #expect(scale == .linear || axis.range.lowerBound > 0)
    #expect(axis.position(axis.range.upperBound) == 1)
    #expect(!axis.ticks(about: 6).isEmpty)
  }

  @Test(arguments: [
    (2.5, 1, "2.5"), (-0.04, 1, "0.0"), (-1.25, 2, "-1.25"), (0.007, 3, "0.007"), (12, 0, "12"),
    (1e18, 2, "1e18"),
  ])
  func fixedDecimals(value: Double, decimals: Int, text: String) {
    #expect(value.fixed(decimals) == text)
  }
}
