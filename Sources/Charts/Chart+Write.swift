internal import Markup
internal import Subprocess

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A chart with the names of the files that it is drawn to.
public struct ChartFiles: Hashable, Sendable {
  /// The chart.
  public let chart: Chart
  /// The name of the files without its extension; it may name a folder that exists.
  public let name: String
  /// The formats to write.
  public let formats: [PictureFormat]

  /// Names the files of a chart.
  public init(_ chart: Chart, named name: String, formats: [PictureFormat]) {
    self.chart = chart
    self.name = name
    self.formats = formats
  }
}

extension Chart {
  /// Draws the chart with gnuplot, one file for each format.
  ///
  /// A file is put in place when it is complete; one that was there before is replaced.
  ///
  /// - Parameters:
  ///   - directory: The path of the folder to write to, which exists.
  ///   - name: The name of the files without its extension.
  ///   - formats: The formats to write.
  ///   - theme: The colors.
  /// - Returns: The paths of the files, in the order of the formats.
  /// - Throws: `ChartError` where gnuplot is missing or fails, or a file cannot be written. No
  ///   chart is an error in itself: one without points is an empty frame.
  @discardableResult
  public func write(
    to directory: String, named name: String = "chart", formats: [PictureFormat] = [.svg, .png],
    theme: Theme = .light
  ) async throws(ChartError) -> [String] {
    try await Self.write(
      [ChartFiles(self, named: name, formats: formats)], to: directory, theme: theme)
  }

  /// Draws several charts in two runs of gnuplot side by side: pixels take longer than all else.
  ///
  /// - Parameters:
  ///   - charts: The charts with the names of their files.
  ///   - directory: The path of the folder to write to, which exists.
  ///   - theme: The colors.
  /// - Returns: The paths of all files, chart by chart.
  /// - Throws: `ChartError`, as for one chart.
  @discardableResult
  public static func write(
    _ charts: [ChartFiles], to directory: String, theme: Theme = .light
  ) async throws(ChartError) -> [String] {
    let directory = directory.isEmpty ? "." : directory
    let files = charts.flatMap { chart in
      chart.formats.map { format in
        let path = "\(directory)/\(chart.name).\(format.rawValue)"
        return (chart: chart.chart, format: format, path: path, draft: "\(path).part")
      }
    }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file.draft) } }
    for file in files {
      // gnuplot's own message for a folder that is not there speaks of the draft.
      do { try Data().write(to: URL(filePath: file.draft)) } catch {
        throw .notWritten(file.path, reason(error))
      }
    }
    func draw(_ drawn: (PictureFormat) -> Bool) async -> Result<Void, ChartError> {
      let scripts = charts.compactMap { chart -> String? in
        let drafts = chart.formats.filter(drawn).map { format in
          (format: format, path: "\(directory)/\(chart.name).\(format.rawValue).part")
        }
        return drafts.isEmpty ? nil : GnuplotScript(chart.chart, theme: theme).text(drafts)
      }
      if scripts.isEmpty { return .success(()) }
      do throws(ChartError) {
        return .success(try await gnuplot(scripts.joined(separator: "reset session\n")))
      } catch { return .failure(error) }
    }
    async let pixels = draw { $0 == .png }
    async let others = draw { $0 != .png }
    for outcome in await [pixels, others] { try outcome.get() }
    for file in files { try file.chart.finish(file.draft, as: file.path, file.format) }
    return files.map(\.path)
  }

  /// Runs gnuplot, or what else is named like it, on a script.
  static func gnuplot(
    _ script: String, command: String = "gnuplot"
  ) async throws(ChartError) {
    let messages: String
    do {
      // -d: whatever the user's own settings for gnuplot are, they are not for this chart.
      let result = try await Subprocess.run(
        .name(command), arguments: ["-d", "-"], input: .string(script), output: .discarded,
        error: .string(limit: 1 << 16))
      if result.terminationStatus.isSuccess { return }
      messages = result.standardError
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw .gnuplotNotFound
    } catch {
      throw .gnuplotFailed("\(error)")
    }
    throw .gnuplotFailed(messages)
  }

  /// Checks that a draft is whole, which gnuplot does not when the disk is full, and puts it in
  /// its place.
  private func finish(
    _ draft: String, as path: String, _ format: PictureFormat
  ) throws(ChartError) {
    do {
      var data = try Data(contentsOf: URL(filePath: draft))
      guard data.suffix(64).firstRange(of: format.ending) != nil else {
        throw ChartError.notWritten(path, "gnuplot left it incomplete; is the disk full?")
      }
      if format == .svg { data = Data(described(String(decoding: data, as: UTF8.self)).utf8) }
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch let error as ChartError {
      throw error
    } catch {
      throw .notWritten(path, Self.reason(error))
    }
  }

  /// The system's own words, without Foundation's dictionary around them.
  private static func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: "the folder does not exist"
    case .fileWriteNoPermission, .fileReadNoPermission: "permission denied"
    case .fileWriteOutOfSpace: "the disk is full"
    case .fileWriteVolumeReadOnly: "the disk is read-only"
    default: "\(error)"
    }
  }

  /// An SVG with the chart's own title and description in place of gnuplot's, for screen readers.
  func described(_ svg: String) -> String {
    guard let title = svg.firstRange(of: "<title>chart</title>") else { return svg }
    var described = svg
    described.replaceSubrange(
      title,
      with: "<title>\(self.title.markupEscaped)</title>\n<desc>\(summary.markupEscaped)</desc>\n"
        + "<style>text { font-family: system-ui, 'Helvetica Neue', Arial, sans-serif }</style>")
    if let desc = described.firstRange(of: "<desc>Produced by"),
      let end = described[desc.lowerBound...].firstRange(of: "</desc>")
    {
      described.removeSubrange(desc.lowerBound..<end.upperBound)
    }
    if let root = described.firstRange(of: "<svg") {
      described.insert(contentsOf: " role=\"img\"", at: root.upperBound)
    }
    // gnuplot draws a black frame around a picture that follows the pointer, gives its parts
    // names that browsers show as tooltips, and takes the style of a font apart for every
    // terminal but this one.
    return
      described
      .replacing(" stroke=\"black\" stroke-width=\"1\"\nonclick", with: "\nonclick")
      .replacing(/<title>chart_plot_[0-9]+<\/title>/, with: "")
      .replacing(
        "font-family=\"sans-serif:Bold\"",
        with: "font-family=\"sans-serif\" font-weight=\"bold\"")
  }
}

extension PictureFormat {
  /// The bytes that a complete file ends with.
  fileprivate var ending: Data {
    switch self {
    case .svg: Data("</svg>".utf8)
    case .png: Data("IEND".utf8)
    case .pdf: Data("%%EOF".utf8)
    }
  }
}
