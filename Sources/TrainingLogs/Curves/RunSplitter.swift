/// Finds the runs in numbers whose order is not that of one run: steps in any order, a log that
/// starts over, a run that was resumed, steps that are all the same.
///
/// Needs all numbers at once, unlike ``StepJoin``, and is asked only where that one fails.
struct RunSplitter {
  fileprivate struct Entry {
    let step: Int
    let value: Double
  }
  /// A piece of a log in the order of its steps.
  fileprivate struct Part {
    var rates: [Entry]
    var losses: [Entry]
    var validation: [Entry] = []
  }

  private let hasRamp: Bool
  private var rates: [Entry] = []
  private var losses: [Entry] = []
  private var validation: [Entry] = []
  private var rows: [StepNumbers] = []
  private var hasSteps = false
  /// What was found out, in one sentence each.
  private(set) var notes: [String] = []

  /// The fewest points of a run: rates that go down sooner are those of a schedule.
  private static let fewest = 4
  /// How many points are a run beside one of fewer.
  private static let enough = 8

  /// Creates a splitter of nothing yet.
  init(hasRamp: Bool) { self.hasRamp = hasRamp }

  /// Takes what the log says next; the same as ``StepJoin/add(step:_:onlyAdds:)``.
  mutating func add(step: Int?, _ numbers: StepNumbers, onlyAdds: Bool) {
    guard let step else {
      if numbers.loss != nil, numbers.rate != nil || hasRamp { rows.append(numbers) }
      addAlways(numbers)
      return
    }
    hasSteps = true
    func put(_ value: Double?, _ series: inout [Entry]) {
      guard let value else { return }
      if series.last?.step == step {
        if !onlyAdds { series[series.count - 1] = Entry(step: step, value: value) }
      } else {
        series.append(Entry(step: step, value: value))
      }
    }
    put(numbers.rate.flatMap { $0.isNaN ? nil : $0 }, &rates)
    put(numbers.loss, &losses)
    put(numbers.validationLoss.flatMap { $0.isFinite ? $0 : nil }, &validation)
  }

  /// Takes what has no step, or the same one as all others, in the order of its coming.
  mutating func addAlways(_ numbers: StepNumbers) {
    if let rate = numbers.rate, !rate.isNaN { rates.append(Entry(step: rates.count, value: rate)) }
    if let loss = numbers.loss { losses.append(Entry(step: losses.count, value: loss)) }
  }

  /// Whether rates and losses are in rows of their own, without steps.
  var isInOrder: Bool { !hasSteps && rows.isEmpty }

  /// The runs, as numbers that a ``StepJoin`` takes; nil where no runs can be made out.
  mutating func runs() -> [[(step: Int?, numbers: StepNumbers)]]? {
    if !hasSteps, !rows.isEmpty { return runsOfRows() }
    if !hasSteps, rates.count != losses.count { return nil }
    guard let parts = parts() else { return nil }
    var runs: [[Part]] = []
    for part in parts {
      if let last = runs.last, Self.goesOn(last[last.count - 1], part) {
        runs[runs.count - 1].append(part)
      } else if var last = runs.last, let step = Self.resumes(last[0], part) {
        for i in last.indices { last[i].cut(at: step) }
        runs[runs.count - 1] = [last[0].followed(by: part)]
        notes.append("resumed at step \(step): what was there before is replaced")
      } else {
        runs.append([part])
      }
    }
    let isLong = runs.map { run in run.reduce(0) { $0 + $1.losses.count } >= Self.enough }
    if isLong.contains(true), isLong.contains(false) {
      let short = isLong.count { !$0 }
      notes.append(
        "\(short) of \(runs.count) runs in it have fewer than \(Self.enough) losses: left out")
      runs = zip(runs, isLong).filter(\.1).map(\.0)
    }
    if runs.count > 1 { notes.append("its steps start over: these are \(runs.count) runs") }
    return runs.map { $0.flatMap(\.merged) }
  }

  // MARK: - Rows without steps

  private mutating func runsOfRows() -> [[(step: Int?, numbers: StepNumbers)]]? {
    var runs: [[StepNumbers]] = []
    for row in rows {
      if let last = runs.last?.last, let before = last.rate, let rate = row.rate, rate >= before {
        runs[runs.count - 1].append(row)
      } else {
        runs.append([row])
      }
    }
    guard runs.count > 1, let first = runs.first?.first?.rate,
      runs.allSatisfy({ $0.count >= Self.fewest })
    else { return nil }
    var whole: [[StepNumbers]] = []
    for run in runs {
      guard let start = run[0].rate else { return nil }
      if whole.isEmpty || Self.isAlike(start, first) {
        whole.append(run)
      } else if let again = whole[whole.count - 1].firstIndex(where: {
        Self.isAlike($0.rate ?? 0, start)
      }) {
        whole[whole.count - 1] = whole[whole.count - 1][..<again] + run
        notes.append("resumed at a rate of \(start): what was there before is replaced")
      } else {
        return nil
      }
    }
    if whole.count > 1 { notes.append("its rates start over: these are \(whole.count) runs") }
    return whole.map { $0.map { (nil, $0) } }
  }

  // MARK: - Steps

  /// Whether two rates are those of the same step in two tests of one ramp, written with few digits.
  private static func isAlike(_ one: Double, _ other: Double) -> Bool {
    one == other || abs(one - other) <= 0.02 * max(abs(one), abs(other))
  }

  private mutating func parts() -> [Part]? {
    let lossParts = parts(of: losses)
    let held = parts(of: validation)
    var parts: [Part]
    if hasRamp {
      parts = lossParts.map { Part(rates: [], losses: $0) }
    } else {
      let rateParts = self.parts(of: rates)
      switch (rateParts.count, lossParts.count) {
      case (0, _), (_, 0): return nil
      case let (first, second) where first == second:
        parts = zip(rateParts, lossParts).map { Part(rates: $0, losses: $1) }
      case (1, _): parts = lossParts.map { Part(rates: rateParts[0], losses: $0) }
      default: return nil
      }
    }
    if held.count == parts.count {
      for i in parts.indices { parts[i].validation = held[i] }
    } else if held.count == 1 {
      parts[parts.count - 1].validation = held[0]
    }
    return parts
  }

  /// Takes a series apart where its steps start over; in any other order, it is sorted.
  private mutating func parts(of series: [Entry]) -> [[Entry]] {
    var parts: [[Entry]] = []
    for entry in series {
      if let last = parts.last?.last, last.step < entry.step {
        parts[parts.count - 1].append(entry)
      } else {
        parts.append([entry])
      }
    }
    let isUnique = Set(series.map(\.step)).count == series.count
    guard parts.count > 1, isUnique || parts.count * 3 > series.count else { return parts }
    let note = "its rows are not in the order of their steps: sorted by them"
    if !notes.contains(note) { notes.append(note) }
    // The last of a step counts, as it does in their order.
    var latest: [Int: Int] = [:]
    for (place, entry) in series.enumerated() { latest[entry.step] = place }
    return [latest.values.map { series[$0] }.sorted { $0.step < $1.step }]
  }

  /// Whether the rates of a part go on where those of the one before end, though its steps do not.
  private static func goesOn(_ part: Part, _ next: Part) -> Bool {
    guard let last = part.rates.last, let first = next.rates.first else { return false }
    return first.value >= last.value
  }

  /// The step at which a part takes up one before it again; nil where it does not.
  private static func resumes(_ part: Part, _ next: Part) -> Int? {
    guard let start = next.rates.first ?? next.losses.first,
      let first = part.losses.first, let last = part.losses.last,
      start.step > first.step, start.step <= last.step
    else { return nil }
    let before = part.rates.last { $0.step <= start.step }
    return before.map { isAlike($0.value, start.value) } ?? next.rates.isEmpty ? start.step : nil
  }
}

extension RunSplitter.Part {
  fileprivate mutating func cut(at step: Int) {
    rates.removeAll { $0.step >= step }
    losses.removeAll { $0.step >= step }
    validation.removeAll { $0.step >= step }
  }

  fileprivate func followed(by other: Self) -> Self {
    Self(
      rates: rates + other.rates, losses: losses + other.losses,
      validation: validation + other.validation)
  }

  /// The numbers by their steps.
  fileprivate var merged: [(step: Int?, numbers: StepNumbers)] {
    var merged: [(step: Int?, numbers: StepNumbers)] = []
    merged.reserveCapacity(losses.count)
    var (r, l, v) = (0, 0, 0)
    while true {
      let steps = [
        r < rates.count ? rates[r].step : nil, l < losses.count ? losses[l].step : nil,
        v < validation.count ? validation[v].step : nil,
      ]
      guard let step = steps.compactMap({ $0 }).min() else { return merged }
      var numbers = StepNumbers()
      if steps[0] == step {
        numbers.rate = rates[r].value
        r += 1
      }
      if steps[1] == step {
        numbers.loss = losses[l].value
        l += 1
      }
      if steps[2] == step {
        numbers.validationLoss = validation[v].value
        v += 1
      }
      merged.append((step, numbers))
    }
  }
}
