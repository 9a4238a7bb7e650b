import Foundation
import Testing

@testable import Charts
@testable import LearningRateFinder

/// Whether there is a gnuplot to draw with.
private let hasGnuplot = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  .contains { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") }

@Suite struct WriteTests {
  private func inFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/charts \(UUID().uuidString)'s"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"), arguments: Curves.all.map(\.name))
  func everyCurveIsDrawn(name: String) async throws {
    let curve = try #require(Curves.all.first { $0.name == name }).curve
    let chart = Chart.lossOverRate(
      curve: curve, answer: curve.count > 3 ? Curves.answer(1e-3, 3e-4, 3e-3, rulesOn: curve) : nil,
      title: #"<b> & "q" \ @x_2^{a} `ls` 'x'"#)
    try await inFolder { folder in
      let paths = try await chart.write(to: folder, formats: PictureFormat.allCases, theme: .dark)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "chart.pdf", "chart.png", "chart.svg",
        ])
      let svg = try String(contentsOfFile: paths[0], encoding: .utf8)
      #expect(
        svg.contains("<title>&lt;b&gt; &amp; &quot;q&quot; \\ @x_2^{a} `ls` &#39;x&#39;</title>"))
      #expect(svg.contains("<desc>The loss of a range test"))
      #expect(svg.contains("role=\"img\""))
      #expect(!svg.contains("chart_plot_1</title>") && !svg.contains("sans-serif:Bold"))
      #expect(svg.contains("<text>&lt;b> &amp; "))
      #expect(curve.isEmpty || svg.contains("showHypertext(evt,'step 1\\nrate "))
    }
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"))
  func severalChartsAreDrawnAtOnceAndApart() async throws {
    try await inFolder { folder in
      let wide = Chart.rateOverStep([1e-3, 1e-2], scale: .logarithmic, title: "one")
      let other = Chart.training(losses: [3, 2, 1], heldOut: [], title: "two")
      try await Chart.write(
        [
          ChartFiles(wide, named: "one", formats: [.svg]),
          ChartFiles(other, named: "two", formats: [.svg, .png]),
        ], to: folder)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "one.svg", "two.png", "two.svg",
        ])
      let second = try String(contentsOfFile: folder + "/two.svg", encoding: .utf8)
      // Nothing of the first chart is left: neither its title nor its powers of ten.
      #expect(second.contains("<title>two</title>") && !second.contains(">one<"))
      #expect(!second.contains("10⁻³"))
    }
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"))
  func aFolderThatIsNotThereIsSaid() async {
    let chart = Chart.lossOverRate(curve: Curves.golden, answer: nil)
    let error = await #expect(throws: ChartError.self) {
      try await chart.write(to: "/nowhere/at all", formats: [.png])
    }
    #expect(error?.code == .notWritten)
    #expect(
      error?.description
        == "the chart /nowhere/at all/chart.png could not be written: the folder does not exist")
  }

  @Test func aMissingGnuplotIsSaid() async {
    let error = await #expect(throws: ChartError.self) {
      try await Chart.gnuplot("", command: "gnuplot-that-is-not-there")
    }
    #expect(error == .gnuplotNotFound)
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"))
  func whatGnuplotSaysIsPassedOn() async {
    let error = await #expect(throws: ChartError.self) { try await Chart.gnuplot("set nonsense") }
    #expect(error?.code == .gnuplotFailed)
    #expect(error?.description.contains("unrecognized option") == true)
  }

  @Test func theErrorsAreOneLine() {
    #expect(ChartError.gnuplotNotFound.description.contains("apt-get install gnuplot-nox"))
    let failed = ChartError.gnuplotFailed(
      "\nset nonsense\n    ^\nline 3: unrecognized option - see 'help set'.\n\n")
    #expect(
      failed.description
        == "gnuplot did not draw the chart: line 3: unrecognized option - see 'help set'.")
  }
}
