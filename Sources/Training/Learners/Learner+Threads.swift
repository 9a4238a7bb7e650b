internal import Torch

extension Learner {
  /// Measures how many threads a step should use, and sets them; the learner stays as it was.
  ///
  /// From one thread on, the number is doubled for as long as that makes a step at least 1.6 times
  /// as fast. Threads that gain less are not worth their danger: when another process takes a
  /// core, a step on all cores waits for the one that is missing, a hundred times longer than it
  /// computes.
  ///
  /// - Parameter limit: The highest number to try, such as the number of cores.
  /// - Returns: The number that was set; 1 where the device is not the CPU.
  /// - Throws: `TorchError` where libtorch refuses.
  @discardableResult
  public func chooseThreadCount(upTo limit: Int) throws -> Int {
    var best = 1
    try setThreadCount(best)
    guard settings.device.kind == .cpu, limit > 1 else { return best }
    try withoutSideEffects {
      var time = try stepTime()
      while best * 2 <= limit {
        try setThreadCount(best * 2)
        let faster = try stepTime()
        guard faster * 1.6 < time else { break }
        best *= 2
        time = faster
      }
    }
    try setThreadCount(best)
    return best
  }

  /// The shortest time of a few steps after one to warm up: what a step takes when nobody disturbs
  /// it.
  func stepTime() throws -> Duration {
    let clock = ContinuousClock()
    _ = try step(learningRate: 0)
    var shortest = try clock.measure { _ = try step(learningRate: 0) }
    for _ in 0..<4 where shortest < .milliseconds(20) {
      shortest = min(shortest, try clock.measure { _ = try step(learningRate: 0) })
    }
    return shortest
  }
}
