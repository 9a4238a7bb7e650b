import Foundation
import LearningRateFinder
import Synchronization
import Testing
import TrainerLink

/// As many scripts at once as there are threads for tasks, and one more: each waits in its body for
/// all others, so that one that took a task's thread for as long would keep the last from starting.
@Test("A script that trains keeps no thread from other tasks")
func scriptsBlockNoTask() async throws {
  let count = ProcessInfo.processInfo.activeProcessorCount + 1
  let arrived = Arrivals()
  let met = await withTaskGroup(of: Bool.self) { group in
    for _ in 0..<count {
      group.addTask {
        let outcome = try? await PerlScript("greet; begin; steps;").script().run { trainer in
          arrived.arrive()
          let deadline = ContinuousClock.now + .seconds(60)
          while arrived.count < count, ContinuousClock.now < deadline {
            Thread.sleep(forTimeInterval: 0.01)
          }
          try trainer.finish()
          return arrived.count == count
        }
        return outcome?.value == true
      }
    }
    return await group.reduce(into: 0) { met, all in met += all ? 1 : 0 }
  }
  #expect(met == count)
}

/// How many have come.
private final class Arrivals: Sendable {
  private let arrived = Mutex(0)

  var count: Int { arrived.withLock { $0 } }

  func arrive() { arrived.withLock { $0 += 1 } }
}
