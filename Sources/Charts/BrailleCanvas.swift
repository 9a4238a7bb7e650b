/// A field of dots and characters on a terminal.
///
/// A braille character holds 2 × 4 dots (Unicode 2800 … 28FF), which makes a terminal of 80 columns
/// 160 dots wide. Where there is no Unicode, a character is one dot.
struct BrailleCanvas {
  /// How dots lie over each other: higher values are in front, and hide those behind them in the
  /// same character, so that a line stays crisp among points.
  enum Layer: Int, Comparable {
    case points, runs, line
    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  private struct Cell {
    var dots: UInt8 = 0
    var layer = Layer.points
    var character: Character?
    var color: TerminalStyle.Color?
  }

  let columns: Int
  let rows: Int
  private let isUnicode: Bool
  private var cells: [Cell]

  init(columns: Int, rows: Int, isUnicode: Bool) {
    self.columns = columns
    self.rows = rows
    self.isUnicode = isUnicode
    cells = Array(repeating: Cell(), count: columns * rows)
  }

  /// How many dots the canvas is wide.
  var width: Int { columns * (isUnicode ? 2 : 1) }
  /// How many dots the canvas is high.
  var height: Int { rows * (isUnicode ? 4 : 1) }

  /// Sets a dot, counted from the top left corner; outside of the canvas nothing happens.
  mutating func dot(_ x: Int, _ y: Int, _ layer: Layer, _ color: TerminalStyle.Color) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let index = isUnicode ? (y / 4) * columns + x / 2 : y * columns + x
    if layer < cells[index].layer { return }
    if layer > cells[index].layer || cells[index].character != nil { cells[index].dots = 0 }
    cells[index].layer = layer
    cells[index].color = color
    cells[index].character = nil
    // Dots 1 2 3 7 from the top on the left, 4 5 6 8 on the right (Unicode chapter 21.1).
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    cells[index].dots |= isUnicode ? bits[y % 4][x % 2] : 1
  }

  /// Sets the dots from one place to another; what lies outside of the canvas is left out.
  mutating func line(
    from a: (x: Double, y: Double), to b: (x: Double, y: Double), _ layer: Layer,
    _ color: TerminalStyle.Color
  ) {
    guard let (start, end) = clipped(a, b) else { return }
    let steps = max(1, Int(max(abs(end.x - start.x), abs(end.y - start.y)).rounded(.up)))
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      let x = Int((start.x + share * (end.x - start.x)).rounded())
      let y = Int((start.y + share * (end.y - start.y)).rounded())
      dot(x, y, layer, color)
    }
  }

  /// Puts a character in a cell unless dots are there.
  mutating func put(
    _ character: Character, column: Int, row: Int, _ color: TerminalStyle.Color,
    overDots: Bool = false
  ) {
    guard column >= 0, row >= 0, column < columns, row < rows else { return }
    let index = row * columns + column
    if cells[index].dots != 0, !overDots { return }
    cells[index] = Cell(character: character, color: color)
    if overDots { cells[index].layer = .line }
  }

  /// The rows as pieces of text, each in one color.
  func lines() -> [[TerminalStyle.Piece]] {
    (0..<rows).map { row in
      var pieces: [TerminalStyle.Piece] = []
      for cell in cells[(row * columns)..<((row + 1) * columns)] {
        let text = character(cell)
        if let last = pieces.last, last.color == cell.color || text == " " {
          pieces[pieces.count - 1].text.append(text)
        } else {
          pieces.append(.init(text: String(text), color: cell.color))
        }
      }
      return pieces
    }
  }

  private func character(_ cell: Cell) -> Character {
    if let character = cell.character { return character }
    if cell.dots == 0 { return " " }
    guard isUnicode else { return cell.layer == .points ? "." : cell.layer == .runs ? ":" : "*" }
    return Unicode.Scalar(0x2800 + UInt32(cell.dots)).map(Character.init) ?? " "
  }

  /// The part of a line from half above the canvas to half below it (Liang and Barsky 1984, for
  /// one coordinate): a line to 1e12 would otherwise take 1e12 steps.
  private func clipped(
    _ a: (x: Double, y: Double), _ b: (x: Double, y: Double)
  ) -> (start: (x: Double, y: Double), end: (x: Double, y: Double))? {
    let (low, high) = (-0.5, Double(height) - 0.5)
    guard max(a.y, b.y) >= low, min(a.y, b.y) <= high else { return nil }
    guard a.y != b.y else { return (a, b) }
    let atLow = (low - a.y) / (b.y - a.y)
    let atHigh = (high - a.y) / (b.y - a.y)
    let first = max(0, min(atLow, atHigh))
    let last = min(1, max(atLow, atHigh))
    let place = { (share: Double) in
      (x: a.x + share * (b.x - a.x), y: min(max(a.y + share * (b.y - a.y), low), high))
    }
    return (place(first), place(last))
  }
}
