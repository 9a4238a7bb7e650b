import Testing

@testable import Reports

@Suite struct RateWordsTests {
  @Test(arguments: [
    (1.004, "1 decade"), (1, "1 decade"), (1.44, "1.4 decades"), (0.5, "0.5 decades"),
  ])
  func oneDecadeIsSingular(count: Double, words: String) {
    #expect(RateWords.decades(count) == words)
  }
}
