internal import LearningRateFinder
internal import Markup
public import RunFolders

/// The recurring pieces of a report.
enum PageElements {
  /// A paragraph.
  static func paragraph(_ text: String) -> HTML { .element("p") { text } }

  /// A list of sentences, each of which gets its capital letter and its full stop.
  static func list(_ sentences: [String]) -> HTML {
    sentences.isEmpty
      ? .empty
      : .element("ul") {
        sentences.map { sentence in HTML.element("li") { Self.sentence(sentence) } }
      }
  }

  /// A text as a sentence: with a capital letter and a full stop.
  static func sentence(_ text: String) -> String {
    let first = text.prefix(1).uppercased() + text.dropFirst()
    return text.hasSuffix(".") ? first : first + "."
  }

  /// Lines to paste.
  static func code(_ lines: String) -> HTML { .element("pre") { HTML.element("code") { lines } } }

  /// A table whose first column names its rows.
  ///
  /// - Parameters:
  ///   - caption: What the table holds.
  ///   - header: The names of the columns.
  ///   - rows: As many cells in each as there are columns.
  ///   - marked: The rows that stand out.
  /// - Returns: The table, in a box in which a wide one scrolls.
  static func table(
    _ caption: String, _ header: [String], _ rows: [[String]], marked: Set<Int> = []
  ) -> HTML {
    // A wide table scrolls in its box, which the keyboard has to reach.
    .element(
      "div", .class("table"), .init("role", "region"), .init("aria-label", caption),
      .init("tabindex", "0")
    ) {
      HTML.element("table") {
        HTML.element("caption") { caption }
        HTML.element("thead") {
          HTML.element("tr") {
            header.map { name in HTML.element("th", .init("scope", "col")) { name } }
          }
        }
        HTML.element("tbody") {
          rows.enumerated().map { index, row in
            HTML.element(
              "tr", marked.contains(index) ? [.class("marked")] : [], HTML(cells(of: row)))
          }
        }
      }
    }
  }

  private static func cells(of row: [String]) -> [HTML] {
    row.enumerated().map { column, text in
      if column > 0 {
        return .element("td") { text.first?.isNumber == true ? unbroken(number: text) : HTML(text) }
      }
      let parts = text.split(separator: ", ")
      if parts.count < 2 { return .element("th", .init("scope", "row")) { text } }
      return .element("th", .init("scope", "row"), .class("parts")) {
        unbroken(parts.dropLast().map { "\($0)," } + [String(parts[parts.count - 1])])
      }
    }
  }

  /// A number, whose bracket may go onto a line of its own: browsers break `6.6e-4` at its hyphen.
  private static func unbroken(number text: String) -> HTML {
    guard let bracket = text.firstRange(of: " (") else {
      return text.contains("-") ? unbroken([text]) : HTML(text)
    }
    return unbroken([
      String(text[..<bracket.lowerBound]), String(text[bracket.lowerBound...].dropFirst()),
    ])
  }

  /// Texts with blanks between them, at which alone a line may end.
  private static func unbroken(_ parts: [String]) -> HTML {
    HTML(
      parts.enumerated().map { index, part in
        HTML([HTML(index == 0 ? "" : " "), .element("span", .class("whole")) { part }])
      })
  }

  /// What was asked for, as far as something was.
  static func settings(_ settings: Settings) -> ReportSection {
    let rows = settings.sorted { $0.key < $1.key }.compactMap { name, value in
      value == .none || value == .list([])
        ? nil : [name.replacing("_", with: " "), value.words]
    }
    return ReportSection("Settings", id: "settings") {
      table("What was asked for, and what was chosen", ["setting", "value"], rows)
    }
  }

  /// A rate in large type, with its interval and what it is for.
  static func rate(
    _ name: String, _ rate: Double, low: Double, high: Double, purpose: String,
    interval: String = "80 % interval"
  ) -> HTML {
    value(name, rate.brief, purpose) {
      if low < high {
        "\(low.brief) to \(high.brief) "
        HTML.element("small") { interval }
      }
    }
  }

  /// A value in large type, with what is said beside it and what it is for.
  static func value(
    _ name: String, _ value: String, isRange: Bool = false, _ purpose: String,
    @HTMLBuilder beside: () -> HTML = { .empty }
  ) -> HTML {
    let beside = beside()
    return .element("div", .class("rate")) {
      HTML.element("dt") { name }
      HTML.element("dd") {
        HTML.element("strong", isRange ? [.class("range")] : [], HTML(value))
        if beside != .empty { HTML.element("span", .class("interval")) { beside } }
        HTML.element("span", .class("purpose")) { purpose }
      }
    }
  }

  /// A verdict, in words as well as in color.
  static func verdict(_ code: Verdict.Code, _ reason: String) -> HTML {
    let (mark, name, kind) =
      switch code {
      case .verified: ("✓", "verified", "good")
      case .good: ("✓", "good", "good")
      case .neverDiverged: ("✓", "never diverged: take the rates as lower bounds", "bound")
      default:
        (
          "✗", "\(code.rawValue.replacing("-", with: " ")): no rate from this test can be trusted",
          "bad"
        )
      }
    return .element("p", .class("verdict verdict-\(kind)")) {
      HTML.element("span", .class("badge")) { "\(mark) \(name)" }
      " "
      sentence(reason)
    }
  }
}

extension SettingValue {
  /// The value as people write it.
  public var words: String {
    switch self {
    case .text(let text): text
    case .integer(let integer): "\(integer)"
    case .number(let number): "\(number)"
    case .list(let values):
      values.isEmpty ? "none" : values.map(\.words).joined(separator: ", ")
    case .none: "the default"
    }
  }
}

extension Settings {
  /// How many steps of a log were averaged to a point of its curve, about; 1 for none.
  var stepsPerPoint: Int {
    if case .integer(let steps) = self["steps_per_point"] { steps } else { 1 }
  }

  /// What was trained on what, as far as the settings tell.
  var title: String? {
    if let model = self["model"]?.text, let data = self["data"]?.text {
      return "\(model.lastPathComponent) on \(data.lastPathComponent)"
    }
    if let command = self["command"]?.text {
      // Without the folders: a title is short.
      return command.split(separator: " ").map { String($0).lastPathComponent }
        .joined(separator: " ")
    }
    return self["files"]?.text
  }
}

extension String {
  /// What comes after the last slash.
  var lastPathComponent: String { String(split(separator: "/").last ?? "/") }
}
