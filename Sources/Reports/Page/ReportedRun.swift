internal import Charts
internal import Markup
internal import RunFolders

/// What a report tells of a run of some kind.
protocol ReportedRun {
  /// What was trained on what, such as `mlp on digits`.
  var title: String { get set }
  /// The kind of run, such as `Learning-rate range test`.
  var kind: String { get }
  /// What was asked for, by the names of the options.
  var settings: Settings { get }
  /// The charts, the one that says most first.
  var figures: [Figure] { get }
  /// What comes before the charts: the answer.
  var opening: [ReportSection] { get }
  /// What comes after them.
  var closing: [ReportSection] { get }
}

/// A chart with what is said about it, and the name of its files.
struct Figure {
  /// What is said above the chart in a page.
  let heading: String
  /// How to read the chart, in a sentence or two.
  let explanation: String
  /// The name of its files without extension: in the run's folder, or in `charts/`.
  let file: String
  /// Whether a page shows it small, beside another one.
  let isSmall: Bool
  /// The chart.
  let chart: Chart

  init(
    _ heading: String, _ explanation: String, file: String, isSmall: Bool = false, _ chart: Chart
  ) {
    self.isSmall = isSmall
    self.heading = heading
    self.explanation = explanation
    self.file = file
    self.chart = chart
  }
}

/// A part of a report under its own heading.
struct ReportSection {
  /// What the heading says.
  let title: String
  /// What the section is called in the page.
  let id: String
  /// What is in it.
  let content: HTML

  init(_ title: String, id: String, @HTMLBuilder content: () -> HTML) {
    self.title = title
    self.id = id
    self.content = content()
  }

  var html: HTML {
    .element("section", .init("aria-labelledby", id), .class("section-\(id)")) {
      HTML.element("h2", .id(id)) { title }
      content
    }
  }
}
