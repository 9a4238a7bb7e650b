/// What one place of a log says: a line, a record, an event.
///
/// Every format is read into such rows, and all that is known about names is used on them alone.
struct LogRow {
  /// A number, by the place of its name in the ``NameTable``.
  typealias Number = (name: Int, value: Double)
  /// The step, where the row has one or stands below one.
  var step: Int?
  /// Whether the step was said by an earlier line: the row then only adds to what is known of it.
  var isStepInherited = false
  /// The numbers, in the order of the row.
  var numbers: [Number] = []
  /// The texts that tell what the numbers are of: a run, a split of the data, a metric's name.
  var texts: [(name: Int, text: String)] = []
  /// On which held-out examples the losses were measured: `val` or `test`; nil for training.
  var heldOut: String?
  /// The name of the run, where a column tells.
  var run: String?

  /// Forgets what the row said, but not its memory.
  mutating func clear() {
    step = nil
    isStepInherited = false
    heldOut = nil
    run = nil
    numbers.removeAll(keepingCapacity: true)
    if !texts.isEmpty { texts.removeAll(keepingCapacity: true) }
  }

  /// Finds out of the row's own numbers and texts what step, run and split it is of, and takes a
  /// metric's name from the column that has it.
  mutating func interpret(_ names: NameTable) {
    if !texts.isEmpty { interpretTexts(names) }
    if let heldOut {
      for i in numbers.indices {
        numbers[i].name = names.heldOutTwin(of: numbers[i].name, heldOut)
      }
    }
    guard step == nil else { return }
    var best = Int.max
    for (name, value) in numbers {
      let rank = names.stepRank(name)
      guard rank < best, let whole = value.wholeNumber else { continue }
      best = rank
      step = whole
    }
  }

  private mutating func interpretTexts(_ names: NameTable) {
    var metric: String?
    for (name, text) in texts {
      switch names.textKind(name) {
      case .split: if let split = NameMeaning(text).heldOutWord { heldOut = split }
      case .run: run = text
      case .metric: metric = text
      case nil: break
      }
    }
    guard let metric, let index = numbers.firstIndex(where: { names.isValue($0.name) }) else {
      return
    }
    numbers[index].name = names.id(metric)
  }
}

/// Takes the rows of a log one after the other; returns whether more are wanted.
typealias RowBody = (inout LogRow) throws(BadStep) -> Bool

extension Double {
  /// The whole number that this is; nil where it is none.
  var wholeNumber: Int? { Int(exactly: self) }
}
