internal import Charts

/// The charts of a training: its losses, and its rates, over the steps.
public struct TrainingPictures {
  private let title: String
  private let rates: [Double]
  private let losses: [Double]
  private let heldOut: [(steps: Int, loss: Double)]

  /// Creates charts.
  ///
  /// - Parameters:
  ///   - title: What was trained on what.
  ///   - rates: The rate of each step.
  ///   - losses: The loss of each step; what is not finite is left out.
  ///   - heldOut: The held-out losses, each with the steps that were made before it.
  public init(
    title: String, rates: [Double], losses: [Double], heldOut: [(steps: Int, loss: Double)]
  ) {
    self.title = title
    self.rates = rates
    self.losses = losses
    self.heldOut = heldOut
  }

  /// Draws `loss.svg`, `rate.svg` and the same as PNG.
  ///
  /// - Parameter folder: Where to.
  /// - Returns: Why nothing was drawn, in one sentence; nil where all is there.
  public func write(to folder: RunFolder) async -> String? {
    do {
      try await loss.write(to: folder.path(""), named: "loss", formats: [.svg, .png])
      try await rate.write(to: folder.path(""), named: "rate", formats: [.svg, .png])
      return nil
    } catch {
      return "no pictures: \(error)"
    }
  }

  private var stepAxis: Axis { Axis("Step", range: 0...Double(max(1, losses.count))) }

  /// More points than this cannot be told apart on a page.
  private static let mostPoints = 1500

  private var loss: Chart {
    let width = max(1, losses.count / Self.mostPoints)
    var points: [Series.Point] = []
    for start in stride(from: 0, to: losses.count, by: width) {
      let window = losses[start..<min(start + width, losses.count)].filter(\.isFinite)
      if window.isEmpty { continue }
      let mean = window.reduce(0, +) / Double(window.count)
      points.append(Series.Point(x: Double(start), y: mean))
    }
    var smoothed: [Series.Point] = []
    var average = 0.0
    for (index, point) in points.enumerated() {
      average += max(0.05, 1 / Double(index + 1)) * (point.y - average)
      smoothed.append(Series.Point(x: point.x, y: average))
    }
    let held = heldOut.filter { $0.loss.isFinite }.map {
      Series.Point(x: Double($0.steps), y: $0.loss, note: "held-out loss \($0.loss)")
    }
    // A loss that blows up leaves the frame.
    let heights = smoothed.map(\.y) + held.map(\.y)
    let top = min(heights.max() ?? 1, 2 * max(smoothed.first?.y ?? 1, held.last?.y ?? 0))
    var series = [
      Series(.points(points), label: "mini-batches", role: .measured),
      Series(.line(smoothed), label: "smoothed", role: .smoothed),
    ]
    if !held.isEmpty { series.append(Series(.line(held), label: "held out", role: .category(1))) }
    let low = min(0, heights.min() ?? 0)
    return Chart(
      title: title, subtitle: "loss of the training", x: stepAxis,
      y: Axis("Loss", range: low...max(top * 1.05, low + 1e-9)), series: series)
  }

  private var rate: Chart {
    let width = max(1, rates.count / Self.mostPoints)
    let points = stride(from: 0, to: rates.count, by: width).map {
      Series.Point(x: Double($0), y: rates[$0])
    }
    return Chart(
      title: title, subtitle: "learning rate of the training", x: stepAxis,
      y: Axis("Learning rate", range: 0...max(1e-12, (rates.max() ?? 1) * 1.05)),
      series: [Series(.line(points), label: "", role: .smoothed)])
  }
}
