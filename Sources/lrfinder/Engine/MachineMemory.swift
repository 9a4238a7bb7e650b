import Foundation
import Training

/// How many runs the machine has memory for.
enum MachineMemory {
  /// How many more processes like this one fit into what is free, from a step of training; 1 where
  /// none does.
  ///
  /// - Parameter learner: The training that needs most; it stays as it was.
  /// - Returns: At least 1.
  /// - Throws: `TorchError` where libtorch refuses, such as for want of memory.
  static func roomFor(_ learner: Learner) throws -> Int {
    try learner.withoutSideEffects { _ = try learner.step(learningRate: 0) }
    guard let free = available else { return .max }
    return max(1, Int(0.8 * free / peak))
  }

  /// The most memory that this process has used so far, in bytes.
  private static var peak: Double {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return max(1, Double(usage.ru_maxrss))
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return max(1, 1024 * Double(usage.ru_maxrss))
    #endif
  }

  /// The memory that new processes can have without swapping, in bytes; nil where the system does
  /// not tell.
  private static var available: Double? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    else { return nil }
    return 1024 * kilobytes
  }
}
