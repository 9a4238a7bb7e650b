import Markup
import Testing

/// A code point that no document may hold.
private let noncharacter = String(Unicode.Scalar(0xFFFE).map(Character.init) ?? " ")

@Suite struct HTMLTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"),
    ("a & b \"c\"", "a &amp; b &quot;c&quot;"), ("&lt;", "&amp;lt;"), ("a\nb\tc", "a\nb\tc"),
    ("\u{0}\u{1B}\u{85}" + noncharacter, "    "), ("10⁻⁴ é 学 👩‍🔬", "10⁻⁴ é 学 👩‍🔬"),
  ])
  func textIsOnlyEverText(text: String, source: String) {
    #expect(HTML(text).source == source)
    #expect(
      HTML.element("p", .init("title", text)).source == "<p title=\"\(source)\"></p>")
  }

  @Test func elementsAreNestedAndClosed() {
    let list = HTML.element("ul", .class("a b"), .id("x")) {
      for number in 1...2 { HTML.element("li") { "\(number)" } }
      if false { HTML.element("li") { "never" } }
      HTML?.none
      HTML.element("br")
    }
    #expect(list.source == "<ul class=\"a b\" id=\"x\"><li>1</li><li>2</li><br></ul>")
  }

  @Test func aDocumentHasItsLanguageAndEncoding() {
    let text = HTML.document(language: "en") {
      HTML.element("title") { "1 < 2" }
    } body: {
      HTML.element("main") { "x" }
    }
    #expect(
      text == "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<title>1 &lt; 2</title></head><body><main>x</main></body></html>\n")
  }

  @Test(arguments: [
    (1.0, "1"), (-0.004, "0"), (1.255, "1.25"), (1.5, "1.5"), (-2.05, "-2.05"), (0.999, "1"),
    (1e300, "1e+300"),
  ])
  func numbersAreShort(number: Double, text: String) {
    #expect(number.hundredths == text)
  }

  @Test func aStyleSheetCannotEndItsElement() async {
    await #expect(processExitsWith: .failure) { _ = HTML.style("a{} </style><script>") }
  }
}
