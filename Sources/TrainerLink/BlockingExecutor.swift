internal import Dispatch

/// A thread of its own for what blocks until somebody else is done.
///
/// Swift's concurrency has one thread for each core, and whatever blocks one of them takes it from
/// all other tasks: on a single core, also from the one that watches over the child process.
final class BlockingExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "blocking")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
