internal import LRFinderHeader
internal import LearningRateFinder
internal import Synchronization

/// A search that a caller holds, and what a step of it is called by.
struct HeldSearch {
  private(set) var search: Search
  private var runs: Int64 = 0
  private var step: Int64 = 0

  init(_ search: Search) { self.search = search }

  /// What is next, for the caller.
  var task: lrfinder_task {
    var task = lrfinder_task()
    task.run = max(0, runs - 1)
    task.step = step
    switch search.next {
    case .done: task.kind = Int32(LRFINDER_DONE)
    case .evaluate: task.kind = Int32(LRFINDER_EVALUATE)
    case .train(let rate):
      task.kind = Int32(LRFINDER_TRAIN)
      task.rate = rate
    case .begin(let run):
      task.kind = Int32(LRFINDER_BEGIN)
      task.run = runs
      task.step = 0
      task.seed = Int64(run.seed)
      task.steps = Int64(run.steps)
      task.continues = run.continues ? 1 : 0
      if case .trial(let trial) = run.purpose { task.rate = trial.learningRate }
    }
    return task
  }

  mutating func begin() throws(Failure) {
    guard case .begin = search.next else {
      throw .order("a run began that was not asked for; \(search.next.wish)")
    }
    search.begin()
    runs += 1
    step = 0
  }

  mutating func record(loss: Double, heldOutLoss: Double?) throws(Failure) {
    guard case .train = search.next else {
      throw .order("a loss was recorded that was not asked for; \(search.next.wish)")
    }
    search.record(loss: loss, heldOutLoss: heldOutLoss)
    step += 1
  }

  mutating func record(heldOutLoss: Double) throws(Failure) {
    guard search.next == .evaluate else {
      throw .order("a held-out loss was recorded that was not asked for; \(search.next.wish)")
    }
    search.record(heldOutLoss: heldOutLoss)
  }

  mutating func stop() { search.stop() }
}

extension Search.Request {
  fileprivate var wish: String {
    switch self {
    case .begin: "the search waits for a run to begin"
    case .train: "the search waits for the loss of a step"
    case .evaluate: "the search waits for a held-out loss"
    case .done: "the search is over"
    }
  }
}

/// The searches that callers hold, by their handles.
///
/// A handle is a number that is counted up and never used again, not an address: a freed or an
/// invented one is found out without touching memory.
enum SearchHandles {
  private final class Slot: Sendable {
    let search: Mutex<HeldSearch>
    init(_ search: Search) { self.search = Mutex(HeldSearch(search)) }
  }

  private struct Table {
    var slots: [UInt: Slot] = [:]
    var last: UInt = 0
  }

  private static let table = Mutex(Table())

  static func add(_ search: Search) -> OpaquePointer? {
    let slot = Slot(search)
    return table.withLock { table in
      table.last += 1
      table.slots[table.last] = slot
      return OpaquePointer(bitPattern: table.last)
    }
  }

  static func remove(_ handle: OpaquePointer?) {
    // Its memory is freed after the table is free for others.
    _ = table.withLock { $0.slots.removeValue(forKey: UInt(bitPattern: handle)) }
  }

  static func use<Result>(
    _ handle: OpaquePointer?, _ body: (inout HeldSearch) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let slot = table.withLock({ $0.slots[UInt(bitPattern: handle)] }) else { throw .handle }
    let outcome = slot.search.withLock { search -> Swift.Result<Result, Failure> in
      do throws(Failure) { return .success(try body(&search)) } catch { return .failure(error) }
    }
    return try outcome.get()
  }
}
