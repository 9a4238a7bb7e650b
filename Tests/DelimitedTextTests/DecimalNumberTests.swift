import DelimitedText
import Testing

@Suite struct DecimalNumberTests {
  /// The standard library is the second implementation.
  @Test(arguments: [
    "0", "-0", "1", "+1", "-12.5", ".5", "5.", "1e3", "1E-3", "1.25e+2", "0.1",
    "123456789012345678",
    "0.30000000000000004", "9007199254740993", "1e22", "1e23", "1e-22", "1e-23", "1e-400",
    "4.9e-324", "1.7976931348623157e308", "0.000000000000000000000000000001", "00012.500",
    "1e999", "3.14159265358979323846264338327950288",
  ])
  func agreesWithTheStandardLibrary(text: String) throws {
    let parsed = Array(text.utf8).withUnsafeBufferPointer(parseDecimal)
    let expected = try #require(Double(text.hasSuffix(".") ? text + "0" : text))
    #expect(parsed?.bitPattern == expected.bitPattern)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "1x", "1 2", "0x10", "nan", "inf", "1,5", "--1", "1.2.3",
    "1e5.0",
  ])
  func refusesOtherText(text: String) {
    #expect(Array(text.utf8).withUnsafeBufferPointer(parseDecimal) == nil)
  }

  @Test func agreesOnManyRandomNumbers() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let number = Double(
        bitPattern: UInt64.random(in: 0..<0x7FF0_0000_0000_0000, using: &generator))
      let short = (Double.random(in: -1000...1000, using: &generator) * 1e5).rounded() / 1e5
      for value in [number, short] {
        let parsed = Array("\(value)".utf8).withUnsafeBufferPointer(parseDecimal)
        #expect(parsed == value)
      }
    }
  }
}
