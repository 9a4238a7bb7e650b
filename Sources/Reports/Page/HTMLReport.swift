public import Charts
internal import Foundation
internal import Markup
public import RunFolders
public import TrainingLogs

/// A run as one HTML file that needs nothing else: the answer first, then the charts, how sure it
/// is and why, what to do next, and the settings.
///
/// It is always made from what the run's folder keeps, so that it can be made again at any time.
public struct HTMLReport {
  /// The name of the file.
  public static let fileName = "report.html"

  private let run: any ReportedRun

  /// Reads the result that a run left in its folder.
  ///
  /// - Parameters:
  ///   - path: The run's folder.
  ///   - title: What was trained on what; what the run's settings tell where nothing is said.
  /// - Throws: `LogError` where there is no result in it, or a damaged one.
  public init(ofRunIn path: String, title: String? = nil) throws(LogError) {
    var run = try KeptRun.read(path)
    if let title { run.title = title }
    self.run = run
  }

  /// The text of the file.
  public var text: String { ReportPage(run).text }

  /// Writes `report.html` and the charts into the run's folder.
  ///
  /// The first chart goes into the folder itself, the others into `charts/`.
  ///
  /// - Parameters:
  ///   - folder: The run's folder; files of an earlier report are replaced.
  ///   - formats: The formats of the charts; nil for the first one as SVG and PNG and the others as
  ///     SVG alone: three pictures of pixels take as long as the training of a small model.
  ///   - theme: The colors of the charts; dark ones get names of their own.
  /// - Returns: What could not be drawn, and why, in one sentence; nil where all is there.
  /// - Throws: `LogError` where the page cannot be written.
  @discardableResult
  public func write(
    to folder: RunFolder, formats: [PictureFormat]? = nil, theme: Theme = .light
  ) async throws -> String? {
    try folder.write(Self.fileName) { text }
    let charts = run.figures.map { figure in
      ChartFiles(
        figure.chart, named: figure.file + (theme == .dark ? "-dark" : ""),
        formats: formats ?? (figure.file.hasPrefix("charts/") ? [.svg] : [.svg, .png]))
    }
    do {
      if charts.contains(where: { $0.name.hasPrefix("charts/") }) {
        try folder.makeFolder("charts")
      }
      try await Chart.write(charts, to: folder.path(""), theme: theme)
      return nil
    } catch let error as ChartError {
      return "no pictures: \(error)"
    }
  }
}
