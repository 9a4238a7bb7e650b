/// What became of the parts of a log.
struct ReadingNotes {
  /// The rows that said something.
  var rows = 0
  /// What a person should know, each in one sentence.
  var notes: [String] = []
  /// How much was passed over, by what it was, in the order of its coming.
  private(set) var passedOver: [(what: String, count: Int)] = []

  /// Counts something that was passed over.
  mutating func passOver(_ what: String, _ count: Int = 1) {
    guard count > 0 else { return }
    if let index = passedOver.firstIndex(where: { $0.what == what }) {
      passedOver[index].count += count
    } else {
      passedOver.append((what, count))
    }
  }

  /// Adds what became of another log.
  mutating func add(_ other: Self) {
    rows += other.rows
    notes += other.notes.filter { !notes.contains($0) }
    for (what, count) in other.passedOver { passOver(what, count) }
  }
}
