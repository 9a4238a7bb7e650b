/// What a chart shows, free of how it is drawn.
///
/// A chart is a value: two axes, the series between them, and a strip of named places along the
/// horizontal axis. It is drawn by gnuplot with `write(to:named:formats:theme:)`, and by ourselves
/// on a terminal with `terminal(width:height:style:)`.
public struct Chart: Hashable, Sendable {
  /// What the chart is about, in a few words.
  public var title: String
  /// Where it comes from and what it says, in one line; may be empty.
  public var subtitle: String
  /// The chart in one or two sentences, for those who cannot see it.
  public var summary: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// What is drawn, from the back to the front.
  public var series: [Series]
  /// Named places along the horizontal axis; nil for none.
  public var strip: Strip?

  /// Creates a chart.
  public init(
    title: String, subtitle: String = "", summary: String = "", x: Axis, y: Axis,
    series: [Series], strip: Strip? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.summary = summary
    self.x = x
    self.y = y
    self.series = series
    self.strip = strip
  }
}

/// One thing that a chart shows.
public struct Series: Hashable, Sendable {
  /// A place in a chart.
  public struct Point: Hashable, Sendable {
    /// Where it is along the horizontal axis.
    public let x: Double
    /// Where it is along the vertical axis.
    public let y: Double
    /// What is told when the pointer rests on it; may be empty.
    public let note: String

    /// Creates a point.
    public init(x: Double, y: Double, note: String = "") {
      self.x = x
      self.y = y
      self.note = note
    }
  }

  /// One place of a band: a lower and an upper value.
  public struct Spread: Hashable, Sendable {
    /// Where it is along the horizontal axis.
    public let x: Double
    /// The lower value.
    public let low: Double
    /// The upper value.
    public let high: Double

    /// Creates a place of a band.
    public init(x: Double, low: Double, high: Double) {
      self.x = x
      self.low = low
      self.high = high
    }
  }

  /// How a series is drawn.
  public enum Shape: Hashable, Sendable {
    /// Separate points.
    case points([Point])
    /// Points joined by a line.
    case line([Point])
    /// The area between a lower and an upper line.
    case band([Spread])
    /// A vertical line, named above the frame.
    case marker(Double)
    /// One point, ringed, and named above the frame.
    case spot(Point)
    /// A shaded stretch of the horizontal axis.
    case interval(ClosedRange<Double>)
  }

  /// What a series stands for, which decides its color and its weight.
  public enum Role: Hashable, Sendable {
    /// What was measured, step by step.
    case measured
    /// What was measured, smoothed: the line that the eye should follow.
    case smoothed
    /// One run of several.
    case run
    /// The spread over several runs.
    case spread
    /// What was measured on held-out examples.
    case heldOut
    /// The suggested rate.
    case suggestion
    /// The highest rate for a schedule.
    case peak
    /// Where the loss is lowest.
    case minimum
    /// Where the loss blew up.
    case divergence
    /// One of several things side by side, such as batch sizes, counted from 0.
    case category(Int)
  }

  /// What the series is called in the legend, or above the frame; may be empty.
  public var label: String
  /// What the series stands for.
  public var role: Role
  /// How the series is drawn.
  public var shape: Shape

  /// Creates a series.
  public init(_ shape: Shape, label: String, role: Role) {
    self.shape = shape
    self.label = label
    self.role = role
  }
}
