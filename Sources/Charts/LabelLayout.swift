/// Puts labels beside their places in as few rows as it takes for none to touch another.
///
/// Every label stands right or left of a dot at its place, so that the eye finds the place without
/// lines that would cross other labels. Lengths are in any unit: pixels, or columns of a terminal.
struct LabelLayout: Hashable {
  /// A label to be placed.
  struct Label: Hashable {
    /// Where its dot is.
    let anchor: Double
    /// How wide its text is.
    let width: Double
    /// How many rows its text takes.
    var rows = 1
    /// Whether the left side of the dot is tried first.
    var prefersLeft = false
  }

  /// Where a label goes.
  struct Placement: Hashable {
    /// Its first row, counted from 0.
    let row: Int
    /// Where its text starts.
    let textStart: Double
    /// What the label covers, the dot and the text.
    let extent: ClosedRange<Double>
    /// Whether the text is left of its dot.
    let isLeft: Bool
  }

  /// The room that labels may take.
  var bounds: ClosedRange<Double>
  /// From the middle of a dot to the text beside it.
  var offset: Double
  /// The least distance between two labels in a row.
  var gap: Double
  /// Where there is a vertical line that a text should not lie on, if it can help it.
  var obstacle: Double?

  /// Where each label goes; the first label is the first to choose.
  ///
  /// A text too wide for either side of its dot is moved as far as it must to stay in bounds, and
  /// then lies on its dot.
  ///
  /// - Complexity: O(*n*²) for *n* labels.
  func placed(_ labels: [Label]) -> [Placement] {
    var taken: [[ClosedRange<Double>]] = []
    return labels.map { label in
      let options = options(for: label)
      var row = 0
      while true {
        let rows = row..<(row + label.rows)
        if let option = options.first(where: { option in
          rows.allSatisfy { $0 >= taken.count || isFree(option.extent, in: taken[$0]) }
        }) {
          while taken.count < rows.upperBound { taken.append([]) }
          for r in rows { taken[r].append(option.extent) }
          return Placement(
            row: row, textStart: option.textStart, extent: option.extent, isLeft: option.isLeft)
        }
        row += 1
      }
    }
  }

  private typealias Option = (textStart: Double, extent: ClosedRange<Double>, isLeft: Bool)

  /// The two sides of the dot that have room, the better one first; or the best there is.
  private func options(for label: Label) -> [Option] {
    let right = label.anchor + offset
    let left = label.anchor - offset - label.width
    var options: [Option] = []
    if right + label.width <= bounds.upperBound {
      options.append((right, (label.anchor - offset)...(right + label.width), false))
    }
    if left >= bounds.lowerBound {
      options.append((left, left...(label.anchor + offset), true))
    }
    if label.prefersLeft { options.reverse() }
    if let obstacle {
      let isHit = { (option: Option) in
        (option.textStart...(option.textStart + label.width)).contains(obstacle)
      }
      // In any row, a text beside the line is better than one across it.
      let clear = options.filter { !isHit($0) }
      if !clear.isEmpty { options = clear }
    }
    if options.isEmpty {
      let isLeft = label.anchor > (bounds.lowerBound + bounds.upperBound) / 2
      let start = isLeft ? bounds.lowerBound : max(bounds.lowerBound, bounds.upperBound - label.width)
      options.append((start, start...(start + label.width), isLeft))
    }
    return options
  }

  private func isFree(_ extent: ClosedRange<Double>, in row: [ClosedRange<Double>]) -> Bool {
    row.allSatisfy {
      $0.upperBound + gap <= extent.lowerBound || extent.upperBound + gap <= $0.lowerBound
    }
  }

  /// Where each label of a crowd goes: labels in the order of their dots fan out to both sides,
  /// the outermost first, which takes half the rows of fanning out to one side.
  func fannedOut(_ labels: [Label]) -> [Placement] {
    let order = labels.indices.sorted { a, b in
      min(a, labels.count - 1 - a) < min(b, labels.count - 1 - b)
    }
    let placements = placed(
      order.map { index in
        var label = labels[index]
        label.prefersLeft = index < labels.count / 2
        return label
      })
    var byIndex = placements
    for (index, placement) in zip(order, placements) { byIndex[index] = placement }
    return byIndex
  }
}
