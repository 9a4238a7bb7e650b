import LearningRateFinder
import Testing

@testable import Charts

@Suite struct LabelLayoutTests {
  static let crowds: [[LabelLayout.Label]] = [
    [],
    [.init(anchor: 500, width: 100)],
    (0..<13).map { .init(anchor: 500 + Double($0), width: 120) },
    (0..<13).map { .init(anchor: Double($0) * 1000 / 12, width: 90, rows: 1 + $0 % 3) },
    [.init(anchor: 0, width: 300), .init(anchor: 1000, width: 300), .init(anchor: 5, width: 900)],
    [.init(anchor: 500, width: 990), .init(anchor: 510, width: 990)],
  ]

  @Test(arguments: crowds, [nil, 505.0])
  func labelsDoNotTouch(labels: [LabelLayout.Label], obstacle: Double?) {
    let layout = LabelLayout(bounds: 0...1000, offset: 10, gap: 14, obstacle: obstacle)
    for placements in [layout.placed(labels), layout.fannedOut(labels)] {
      #expect(placements.count == labels.count)
      for (i, a) in placements.enumerated() {
        #expect(a.textStart >= 0 && a.textStart + labels[i].width <= 1000)
        for (j, b) in placements.enumerated().dropFirst(i + 1) {
          let rowsMeet = a.row < b.row + labels[j].rows && b.row < a.row + labels[i].rows
          let columnsMeet =
            a.extent.lowerBound < b.extent.upperBound + 14
            && b.extent.lowerBound < a.extent.upperBound + 14
          #expect(!(rowsMeet && columnsMeet), "\(i) and \(j)")
        }
      }
    }
  }

  @Test func distantLabelsShareARow() {
    let layout = LabelLayout(bounds: 0...1000, offset: 10, gap: 14)
    let placements = layout.placed([.init(anchor: 100, width: 100), .init(anchor: 700, width: 100)])
    #expect(placements.map(\.row) == [0, 0])
  }

  @Test func labelsTurnAwayFromTheObstacleAndTheEdge() {
    let layout = LabelLayout(bounds: 0...1000, offset: 10, gap: 14, obstacle: 520)
    let placements = layout.placed([
      .init(anchor: 500, width: 100), .init(anchor: 540, width: 100),
      .init(anchor: 980, width: 100),
    ])
    #expect(placements.map(\.isLeft) == [true, false, true])
  }

  @Test func fanningOutTakesHalfTheRows() {
    let layout = LabelLayout(bounds: 0...1000, offset: 10, gap: 14)
    let labels = (0..<12).map { LabelLayout.Label(anchor: 500 + Double($0), width: 120) }
    #expect(layout.fannedOut(labels).map(\.row).max() ?? 0 <= 11)
    #expect(Set(layout.fannedOut(labels).map(\.isLeft)) == [true, false])
  }

  @Test func placesThatAgreeAreOneEntry() {
    let strip = Strip(
      title: "", places: [("c", 0.0103), ("a", 1e-3), ("b", 0.01), ("d", 0.02), ("e", .nan)])
    #expect(strip.entries.map(\.names) == [["a"], ["b", "c"], ["d"]])
    #expect(strip.entries[0].x == 1e-3)
    #expect((0.01...0.0103).contains(strip.entries[1].x))
  }

  @Test(arguments: Curves.all.map(\.name))
  func flagsAndRulesOfAChartDoNotTouch(name: String) throws {
    let curve = try #require(Curves.all.first { $0.name == name }).curve
    let chart = Chart.lossOverRate(
      curve: curve, answer: Curves.answer(1.2e-3, 4e-4, 4e-3, peak: 2e-3, rulesOn: curve))
    let layout = PictureLayout(chart, yTicks: chart.y.ticks(about: 7))
    let texts = (layout.flags.map(\.flag) + layout.stripFlags).flatMap { flag in
      flag.lines.map { line -> (x: ClosedRange<Double>, y: Double) in
        let width = PictureLayout.width(line.text, size: PictureLayout.smallSize)
        return (
          (flag.isLeft ? line.x - width : line.x)...(flag.isLeft ? line.x : line.x + width), line.y
        )
      }
    }
    for (i, a) in texts.enumerated() {
      #expect(a.x.lowerBound >= 0 && a.x.upperBound <= PictureSize.page.width)
      for b in texts.dropFirst(i + 1) where abs(a.y - b.y) < PictureLayout.smallSize {
        #expect(!a.x.overlaps(b.x))
      }
    }
  }
}
