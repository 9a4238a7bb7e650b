import Foundation
import Markup
import Testing

@testable import Charts
@testable import LearningRateFinder

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PagePictureTests {
  private static let hostile = #"<script>alert("1")</script> & 'x'"#

  private func source(_ size: PictureSize, _ curve: Curve = Curves.noisy(seed: 1)) -> String {
    Chart.lossOverRate(
      curve: curve, answer: Curves.answer(1e-3, 3e-4, 3e-3, rulesOn: Curves.golden),
      title: Self.hostile
    ).svg(size).source
  }

  @Test(arguments: [PictureSize.page, .phone])
  func itIsWellFormedAndNamed(size: PictureSize) throws {
    let source = source(size)
    let parser = XMLParser(data: Data(source.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(source.contains("role=\"img\" aria-label=\"&lt;script&gt;"))
    #expect(source.contains("The suggested rate is 0.001"))
    #expect(!source.contains("<script") && !source.contains("nan") && !source.contains("inf"))
  }

  @Test func onlyThePagesVariablesColorIt() {
    let source = source(.page)
    let ownColors = source.matches(of: /"(#[0-9a-f]+|rgb[^"]*)"/)
    #expect(ownColors.isEmpty)
    let used = Set(source.matches(of: /var\((--chart-[a-z0-9-]+)\)/).map { String($0.1) })
    #expect(used.count > 5)
    for theme in Theme.allCases {
      for variable in used { #expect(theme.variables.contains("\(variable): #")) }
    }
  }

  @Test func stepsTellTheirValuesWhereThereIsAPointer() {
    #expect(source(.page).contains("<title>step 1\nrate 1e-7\nloss "))
    #expect(!source(.phone).contains("<title>"))
    // So many targets would lie on each other.
    #expect(!source(.page, Curves.long(3000)).contains("<title>"))
  }

  @Test(arguments: Curves.all.map(\.name), [PictureSize.page, .phone])
  func everyLabelIsInThePicture(name: String, size: PictureSize) throws {
    let curve = try #require(Curves.all.first { $0.name == name }).curve
    let source = source(size, curve)
    let box = try #require(source.firstMatch(of: /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/))
    let (width, height) = (try #require(Double(box.1)), try #require(Double(box.2)))
    for text in source.matches(of: /<text x="([0-9.-]+)" y="([0-9.-]+)"/) {
      let (x, y) = (try #require(Double(text.1)), try #require(Double(text.2)))
      #expect((0...width).contains(x) && (0...(height - 6)).contains(y), "\(text.0)")
    }
  }

  @Test func linesBeyondTheColorsAreDashed() {
    let groups = (0..<9).map { index in
      (label: "batch \(index)", curves: StudyCurves(CurveEnsemble([Curves.golden])))
    }
    let chart = Chart.study(groups, title: "many")
    #expect(chart.series.prefix(7).allSatisfy { $0.dashes.isEmpty })
    #expect(chart.series.suffix(2).allSatisfy { $0.dashes == [4, 2] })
    #expect(chart.svg().source.contains("stroke-dasharray=\"11.2 5.6\""))
  }
}

/// How far two colors are apart in lightness, as WCAG 2.2 counts it.
@Suite struct ContrastTests {
  private func luminance(_ color: String) throws -> Double {
    let number = try #require(Int(color.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double((number >> shift) & 0xFF) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ a: String, _ b: String) throws -> Double {
    let both = [try luminance(a), try luminance(b)].sorted()
    return (both[1] + 0.05) / (both[0] + 0.05)
  }

  @Test(arguments: Theme.allCases)
  func textsCanBeRead(theme: Theme) throws {
    for ink in [theme.ink, theme.quietInk] {
      #expect(try contrast(ink, theme.background) >= 4.5)
    }
    for role in [Series.Role.smoothed, .suggestion, .minimum, .divergence, .heldOut] {
      #expect(try contrast(theme.color(role), theme.background) >= 3, "\(role)")
    }
  }
}
