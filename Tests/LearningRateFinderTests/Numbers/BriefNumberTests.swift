import LearningRateFinder
import Testing

@Suite struct BriefNumberTests {
  @Test(arguments: [
    (0.021, "0.021"), (0.0214, "0.021"), (3.2e-4, "3.2e-4"), (1e-7, "1e-7"), (10, "10"), (1, "1"),
    (0.1, "0.1"), (0.996, "1"), (9.96e-8, "1e-7"), (1e-3, "0.001"), (99_999, "1e5"),
    (12_345, "12000"), (-0.5, "-0.5"), (0, "0"), (1e300, "1e300"),
    (.leastNonzeroMagnitude, "4.9e-324"),
    (.infinity, "inf"), (.nan, "nan"),
  ])
  func readsAsPeopleWriteRates(number: Double, text: String) {
    #expect(number.brief == text)
  }

  @Test(arguments: [(1, "0.3"), (3, "0.333"), (6, "0.333333")])
  func keepsTheDigitsAskedFor(digits: Int, text: String) {
    #expect((1.0 / 3).brief(digits: digits) == text)
  }
}
