public import LearningRateFinder

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// One line on a terminal that shows how far a range test or a training is; nothing where there is
/// no terminal.
///
/// The line is drawn at most 20 times a second, so that it costs nothing beside a step.
public struct ProgressLine: Sendable {
  /// Whether anything is drawn: standard error is a terminal.
  public let isVisible: Bool
  private let start = ContinuousClock.now
  private var drawn = ContinuousClock.now - .seconds(1)

  /// Creates a line.
  ///
  /// - Parameter isQuiet: Whether to draw nothing even where standard error is a terminal.
  public init(isQuiet: Bool = false) { isVisible = !isQuiet && isatty(STDERR_FILENO) == 1 }

  /// Shows where a test stands.
  ///
  /// - Parameters:
  ///   - test: The test after its latest step.
  ///   - label: What comes before the bar, such as `run 2 of 5`; empty for nothing.
  public mutating func show(_ test: RangeTest, label: String = "") {
    guard let point = test.curve.last, let loss = test.smoothedLoss else { return }
    show(
      step: test.curve.count, of: test.ramp.steps, rate: point.learningRate, loss: loss,
      label: label)
  }

  /// Shows where a training stands.
  ///
  /// - Parameters:
  ///   - step: The steps that were made.
  ///   - steps: The steps of the whole training.
  ///   - rate: The rate of the last step.
  ///   - loss: The loss, smoothed.
  ///   - label: What comes before the bar, such as `epoch 2 of 5`; empty for nothing.
  public mutating func show(
    step: Int, of steps: Int, rate: Double, loss: Double, label: String = ""
  ) {
    guard isVisible else { return }
    let now = ContinuousClock.now
    guard now - drawn > .milliseconds(50) else { return }
    drawn = now
    let text = Self.text(
      label: label, step: step, steps: steps, rate: rate, loss: loss, elapsed: now - start)
    Self.put("\r\u{1B}[2K" + text)
  }

  /// Shows where a study stands.
  ///
  /// - Parameters:
  ///   - steps: The steps that were made, and those there are at most.
  ///   - begun: The steps that were there when this line was made.
  ///   - label: What comes before the bar, such as `12 of 20 runs`.
  public func show(steps: (done: Int, all: Int), begun: Int, label: String) {
    guard isVisible else { return }
    let elapsed = (ContinuousClock.now - start).seconds
    let left = elapsed * Double(steps.all - steps.done) / Double(max(steps.done - begun, 1))
    let parts = [
      label, Self.bar(steps.done, of: steps.all), "\(steps.done)/\(steps.all)",
      "\(left.brief) s left",
    ]
    Self.put("\r\u{1B}[2K" + parts.joined(separator: "  "))
  }

  /// Clears the line.
  public func clear() {
    if isVisible { Self.put("\r\u{1B}[2K") }
  }

  /// The line for one step.
  static func text(
    label: String, step: Int, steps: Int, rate: Double, loss: Double, elapsed: Duration
  ) -> String {
    let left = elapsed * Double(steps - step) / Double(max(step, 1))
    return [
      label, bar(step, of: steps), "\(step)/\(steps)", "rate \(rate.brief)",
      "loss \(loss.brief(digits: 4))",
      "\(left.seconds.brief) s left",
    ].filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private static func bar(_ step: Int, of steps: Int) -> String {
    let width = 28
    let eighths = min(step, steps) * width * 8 / max(steps, 1)
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    let full = String(repeating: "█", count: eighths / 8) + partial
    return "▕" + full + String(repeating: " ", count: width - full.count) + "▏"
  }

  private static func put(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
