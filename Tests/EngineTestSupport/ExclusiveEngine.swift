public import Testing

/// Runs a suite while no other one that uses the engine runs.
///
/// libtorch's random generator and its number of threads are global to the process; tests that
/// draw from the one or set the other must not run beside each other.
public struct ExclusiveEngine: SuiteTrait, TestScoping {
  /// Waits until the engine is free, runs the suite, and frees the engine.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent () async throws -> Void
  ) async throws {
    await gate.enter()
    do { try await function() } catch {
      await gate.leave()
      throw error
    }
    await gate.leave()
  }
}

extension Trait where Self == ExclusiveEngine {
  /// The suite runs while no other one that uses the engine runs.
  public static var exclusiveEngine: Self { ExclusiveEngine() }
}

private let gate = Gate()

/// Lets one suite in at a time.
private actor Gate {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    if isTaken {
      await withCheckedContinuation { waiting.append($0) }
    } else {
      isTaken = true
    }
  }

  func leave() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}
