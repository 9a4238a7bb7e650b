/// Numbers that wait for their partner, by step.
struct StepQueue {
  private var entries: [(step: Int, value: Double)] = []
  private var head = 0

  /// Adds the number of a step.
  mutating func add(_ step: Int, _ value: Double) {
    // Steps that start over begin another part of the log: what waits from before is alone.
    if let last = entries.last, last.step >= step { removeAll() }
    entries.append((step, value))
  }

  /// Takes out the first number and its step; nil where none waits.
  mutating func removeFirst() -> (step: Int, value: Double)? {
    guard head < entries.count else { return nil }
    let first = entries[head]
    head += 1
    trim()
    return first
  }

  /// Takes out all numbers of the steps before `end`.
  ///
  /// - Returns: The first of them from `step` on, or else the last one before; nil for none.
  mutating func take(nearest step: Int, before end: Int) -> Double? {
    var nearest: Double?
    var next = head
    while next < entries.count, entries[next].step < end {
      nearest = entries[next].value
      if entries[next].step >= step { break }
      next += 1
    }
    dropFirst(before: end)
    return nearest
  }

  /// The first step that waits.
  var first: Int? { head < entries.count ? entries[head].step : nil }

  /// The last step that waits.
  var last: Int? { head < entries.count ? entries.last?.step : nil }

  private mutating func dropFirst(before step: Int) {
    while head < entries.count, entries[head].step < step { head += 1 }
    trim()
  }

  /// Gives the memory of what was taken out back, now and then.
  private mutating func trim() {
    if head == entries.count { removeAll() }
    if head > 1024, head > entries.count / 2 {
      entries.removeFirst(head)
      head = 0
    }
  }

  private mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    head = 0
  }
}
