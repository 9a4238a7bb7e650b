/// The rate two thirds into the longest valley of fastai's smoothed loss.
///
/// fastai 2, `valley`, its default: on its cut curve, the longest strictly decreasing subsequence
/// (not necessarily of neighbors), of length `L` and ending first at index `e`, is taken to start
/// at `e - L`; the answer is the rate at `(e - L) + ⌊L/3⌋ + ⌊L/6⌋`, or at 0 if `L = 1`.
///
/// - Complexity: O(*n* log *n*), by patience sorting, where fastai's own is quadratic. Its index
///   of -1 on tiny curves, which wraps to the last rate, is 0 here.
public struct FastaiValleyRule: SuggestionRule {
  /// The name among the rules.
  public let name = "fastai-valley"
  /// What the rule reads off a curve.
  public let summary = "two thirds into the longest valley of the smoothed loss"
  /// How the losses are smoothed.
  public var smoothing: Smoothing

  /// Creates the rule.
  public init(smoothing: Smoothing = .exponential(0.98)) { self.smoothing = smoothing }

  /// The rate two thirds into the valley; nil where the cut leaves fewer than 2 points.
  public func learningRate(_ curve: Curve) -> Double? {
    guard let (rates, losses) = curve.fastaiCut(smoothing) else { return nil }
    return rates[Self.index(in: losses)]
  }

  /// The index that the rule picks among some losses, of which there is at least one.
  static func index(in losses: [Double]) -> Int {
    // `tails[k]` is the largest loss at which a decreasing subsequence of length k + 1 ends; the
    // tails decrease strictly, so a loss extends the last one that is above it.
    var tails: [Double] = []
    var end = 0
    for (i, loss) in losses.enumerated() {
      let length = tails.partitioningIndex { $0 <= loss }
      if length == tails.count {
        tails.append(loss)
        end = i
      } else {
        tails[length] = loss
      }
    }
    let length = tails.count
    return length == 1 ? 0 : max(0, end - length + length / 3 + length / 6)
  }
}

extension [Double] {
  /// The first index from which on the predicate holds, in values ordered by it.
  fileprivate func partitioningIndex(where holds: (Double) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
