internal import Torch

/// How the runs of a study share the cores: so many side by side, each with so many threads.
///
/// Runs side by side share nothing, so on one thread each they use all cores without waiting for
/// each other; threads inside a step gain less than their number. But a few runs of a large model
/// may leave cores idle, or need more memory than there is.
public struct StudyLayout: Hashable, Sendable {
  /// The threads of a run; the last bits of its results depend on them.
  public let threads: Int
  /// The runs that go on side by side, each in a process of its own; no result depends on it.
  public let workers: Int

  /// Chooses a layout.
  ///
  /// - Parameters:
  ///   - threads: The threads of a run, at least 1.
  ///   - runs: The runs to be made, at least 1.
  ///   - cores: The cores of the machine, at least 1.
  ///   - memoryFor: The most runs that there is memory for; 1 where not even one fits.
  public init(threads: Int, runs: Int, cores: Int, memoryFor: Int = .max) {
    self.threads = threads
    workers = max(1, min(runs, cores / threads, memoryFor))
  }

  /// The fastest layout.
  ///
  /// The runs are made in ⌈runs / workers⌉ rounds of the time that a step takes.
  ///
  /// - Parameters:
  ///   - stepTimes: What a step takes, in seconds, with 1, 2, 4, … threads.
  ///   - runs: The runs to be made, at least 1.
  ///   - cores: The cores of the machine, at least 1.
  ///   - memoryFor: The most runs that there is memory for.
  /// - Returns: The layout with the shortest time, and of equal ones that with the fewest threads.
  public static func fastest(
    stepTimes: [Double], runs: Int, cores: Int, memoryFor: Int = .max
  ) -> StudyLayout {
    let layouts = stepTimes.indices.map { power in
      StudyLayout(threads: 1 << power, runs: runs, cores: cores, memoryFor: memoryFor)
    }
    let times = zip(layouts, stepTimes).map { layout, time in
      Double((runs + layout.workers - 1) / layout.workers) * time
    }
    let best = times.indices.min { times[$0] < times[$1] }
    return best.map { layouts[$0] }
      ?? StudyLayout(threads: 1, runs: runs, cores: cores, memoryFor: memoryFor)
  }

  /// Whether one thread each is the fastest whatever steps take: there is memory for a run on every
  /// core, and the last round hardly counts.
  ///
  /// - Parameters:
  ///   - runs: The runs to be made, at least 1.
  ///   - cores: The cores of the machine, at least 1.
  ///   - memoryFor: The most runs that there is memory for.
  /// - Returns: Whether there is nothing to measure.
  public static func isClear(runs: Int, cores: Int, memoryFor: Int) -> Bool {
    memoryFor >= cores && (runs.isMultiple(of: cores) || runs >= 4 * cores)
  }
}

extension Learner {
  /// What a step takes, in seconds, with 1, 2, 4, … threads; the learner stays as it was.
  ///
  /// - Parameter limit: The highest number to try, such as the number of cores.
  /// - Returns: At least one time; only one where the device is not the CPU.
  /// - Throws: `TorchError` where libtorch refuses.
  public func stepTimes(upTo limit: Int) throws -> [Double] {
    try withoutSideEffects {
      var times: [Double] = []
      var threads = 1
      while threads <= max(1, settings.device.kind == .cpu ? limit : 1) {
        try setThreadCount(threads)
        times.append(try stepTime() / .seconds(1))
        threads *= 2
      }
      return times
    }
  }
}
