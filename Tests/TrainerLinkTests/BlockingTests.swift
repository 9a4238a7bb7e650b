import Foundation
import Synchronization
import Testing
import TrainerLink

/// How many have arrived at a place where they wait for each other.
private final class Arrivals: Sendable {
  private let number = Mutex(0)

  func arrive() { number.withLock { $0 += 1 } }

  func has(_ count: Int) -> Bool { number.withLock { $0 == count } }
}

@Suite struct BlockingTests {
  /// As many scripts at once as there are threads for tasks, and one more: each waits in its body for
  /// all others, so that one that took a task's thread for as long would keep the last from starting.
  @Test func aScriptThatTrainsKeepsNoThreadFromOtherTasks() async throws {
    let count = ProcessInfo.processInfo.activeProcessorCount + 1
    let arrivals = Arrivals()
    let met = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<count {
        group.addTask {
          let outcome = try? await PerlScript("greet; begin; steps;").script().run { trainer in
            arrivals.arrive()
            let deadline = ContinuousClock.now + .seconds(60)
            while !arrivals.has(count), ContinuousClock.now < deadline {
              Thread.sleep(forTimeInterval: 0.01)
            }
            try trainer.finish()
            return arrivals.has(count)
          }
          return outcome?.value == true
        }
      }
      return await group.reduce(into: 0) { met, all in met += all ? 1 : 0 }
    }
    #expect(met == count)
  }
}
