extension RecordedScore {
  /// Scores what searches with fewer seeds than the truth's, or others, would have chosen: the rate
  /// of the lowest mean loss, the lowest one of several.
  ///
  /// Every set of so many of a task's searches is an answer. Nil where no task has as many.
  ///
  /// - Parameters:
  ///   - tasks: The tasks.
  ///   - seeds: How many seeds a search has, at least 1.
  public init?(searching tasks: [TaskResult], seeds: Int) {
    var marks: [Mark?] = []
    var costs: [Double] = []
    for task in tasks {
      guard let truth = task.constant else { continue }
      let rates = truth.learningRates
      let whole = task.searches.filter { $0.losses.count == rates.count }
      for searches in whole.choices(of: seeds) {
        let sums = rates.indices.map { rate in searches.reduce(0) { $0 + $1.losses[rate] } }
        let best = sums.indices.min { sums[$0] < sums[$1] }
        marks.append(best.map { Mark(rates[$0], against: truth) })
        costs.append(Double(searches.reduce(0) { $0 + $1.steps }) / Double(truth.steps))
      }
    }
    self.init(marks, costs: costs)
  }
}

extension [SeedSearch] {
  /// All ways to choose so many of them.
  fileprivate func choices(of number: Int) -> [[SeedSearch]] {
    guard number > 0 else { return [[]] }
    return indices.flatMap { first in
      Array(self[(first + 1)...]).choices(of: number - 1).map { [self[first]] + $0 }
    }
  }
}
