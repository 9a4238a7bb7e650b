/// Named places along the horizontal axis of a chart, shown below its frame.
public struct Strip: Hashable, Sendable {
  /// One place, or several that are too close to tell apart.
  public struct Entry: Hashable, Sendable {
    /// What is there.
    public var names: [String]
    /// Where it is along the horizontal axis.
    public var x: Double

    /// Creates an entry.
    public init(names: [String], x: Double) {
      self.names = names
      self.x = x
    }
  }

  /// What the places are.
  public var title: String
  /// The places, in the order of the axis.
  public var entries: [Entry]

  /// Creates a strip.
  ///
  /// - Parameters:
  ///   - title: What the places are.
  ///   - places: The name and the value of each, above zero.
  ///   - ratio: Places no further apart than this ratio from the first of their group are one
  ///     entry, at their geometric mean.
  public init(title: String, places: [(name: String, x: Double)], groupedWithin ratio: Double = 1.05)
  {
    self.title = title
    entries = []
    var group: [(name: String, x: Double)] = []
    func close(_ group: [(name: String, x: Double)]) {
      guard !group.isEmpty else { return }
      let logarithms = group.map { decimalLogarithm($0.x) }
      let mean = logarithms.reduce(0, +) / Double(group.count)
      let isOne = group.allSatisfy { $0.x == group[0].x }
      entries.append(
        Entry(names: group.map(\.name), x: isOne ? group[0].x : powerOfTen(mean)))
    }
    for place in places.filter({ $0.x > 0 && $0.x.isFinite }).sorted(by: { $0.x < $1.x }) {
      if let first = group.first, place.x > first.x * ratio {
        close(group)
        group = []
      }
      group.append(place)
    }
    close(group)
  }
}
