/// What the trials of a race have shown of its candidates, each by its place on the ladder.
extension RateRace {
  /// The loss of a candidate after so many steps; infinite where it had diverged before; nil where
  /// it was not tried.
  func loss(of rung: Int, after steps: Int, seed: Int = 0) -> Double? {
    let own = results.filter { $0.trial.rung == rung && $0.trial.seed == seed }
    if own.contains(where: { $0.trial.steps < steps && $0.loss == .infinity }) { return .infinity }
    return own.first { $0.trial.steps == steps }?.loss
  }

  /// The candidates that were tried for so many steps, or had diverged before.
  func rungs(after steps: Int) -> Set<Int> {
    Set(results.filter { loss(of: $0.trial.rung, after: steps) != nil }.map(\.trial.rung))
  }

  /// The best of these candidates; nil where there is none.
  func best(after steps: Int) -> Int? {
    // Of equal losses the smaller rate's, so that the same results always make the same race.
    let losses = rungs(after: steps).sorted().map { ($0, loss(of: $0, after: steps) ?? .infinity) }
    return losses.min { $0.1 < $1.1 }?.0
  }

  /// The losses after so many steps, in the mean over the seeds that all of the best have.
  func standing(after steps: Int) -> [Int: Double] {
    let first = Dictionary(
      uniqueKeysWithValues: rungs(after: steps).compactMap { rung in
        loss(of: rung, after: steps).map { (rung, $0) }
      })
    guard let best = best(after: steps) else { return first }
    let bracket = bracket(best, after: steps)
    var standing = first
    for seeds in 2...Self.mostSeeds {
      let losses = bracket.map { rung in
        (0..<seeds).compactMap { loss(of: rung, after: steps, seed: $0) }
      }
      guard losses.allSatisfy({ $0.count == seeds }) else { break }
      // Whoever was not repeated had lost already, and is compared no more.
      standing = first.filter { $0.value == .infinity || bracket.contains($0.key) }
      for (rung, losses) in zip(bracket, losses) { standing[rung] = losses.mean }
    }
    return standing
  }

  /// Whether a candidate came out no better than before the training.
  func hasLearnedNothing(_ rung: Int, after steps: Int) -> Bool {
    loss(of: rung, after: steps).map { $0 >= lossBefore ?? .infinity } ?? false
  }

  /// The nearest candidates on both sides of one, in the order of their rates.
  func neighbors(of rung: Int, after steps: Int) -> [Int] {
    let rungs = rungs(after: steps)
    return [rungs.filter { $0 < rung }.max(), rungs.filter { $0 > rung }.min()].compactMap(\.self)
  }

  /// The best candidate and its neighbors, without those that diverged.
  func bracket(_ best: Int, after steps: Int) -> [Int] {
    (neighbors(of: best, after: steps) + [best]).sorted().filter {
      (loss(of: $0, after: steps) ?? .infinity) < .infinity
    }
  }
}
