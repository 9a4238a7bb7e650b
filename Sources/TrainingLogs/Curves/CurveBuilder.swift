internal import Foundation
internal import LearningRateFinder

/// Makes a curve of a log of any length, in memory that does not grow with it.
///
/// Up to ``limit`` steps are kept as they are. Of a longer log, the steps are averaged in bins of
/// equal width in the logarithm of the rate: a point is the mean rate and the mean loss of the steps
/// of a bin, and so is its validation loss of those steps that have one. The width is not chosen
/// beforehand: whenever there are more than ``limit`` bins, it doubles and neighbors merge, so that
/// half as many to all of the limit are left in the end.
///
/// Nothing but noise is lost: a curve over eight decades has more than 250 bins a decade, while
/// answers are read with the kernel of `Smoothing.standard`. The noise that is left is what a mean
/// of `n` losses really has, 1/√n of that of one loss; the verdict and the interval, which measure
/// the noise on the curve, thus get the certainty that the longer log really bought. A linear ramp
/// has few steps in its low decades, and these stay as noisy as they are.
struct CurveBuilder {
  /// The most points that a curve gets.
  static let limit = 4096

  fileprivate struct Bin {
    /// The rate's place in units of ``width``; meaningless while that is zero.
    var index: Int
    var rates: Double
    var lowestRate: Double
    var highestRate: Double
    /// The sum of the finite losses, and how many they are.
    var losses = 0.0
    var finiteCount = 0.0
    var count = 1.0
    var validationLosses = 0.0
    var validationCount = 0.0
  }

  private var bins: [Bin] = []
  /// The width of a bin in natural logarithms of the rate; 0 while every step is its own bin.
  private var width = 0.0
  /// The rate at which the last bin ends.
  private var end = 0.0
  private var lastRate = 0.0
  /// The number of steps that were added.
  private(set) var steps = 0
  /// The number of these whose loss is NaN or infinite.
  private(set) var stepsNotFinite = 0
  /// The number of steps before the first rate above zero, which are no part of the curve.
  private(set) var stepsAtZero = 0

  /// Adds a step.
  ///
  /// A loss of NaN or infinity stays one: what it means is decided where the curve is read. Among
  /// the steps of a bin, it is left out of the mean. Steps at the beginning whose rate is zero, as
  /// the first of a warm-up is, are passed over.
  ///
  /// - Parameters:
  ///   - rate: The rate of the step.
  ///   - loss: Its loss.
  /// - Throws: ``BadRate`` for any other rate that is not above zero, and for one that goes down.
  mutating func append(rate: Double, loss: Double) throws(BadRate) {
    guard rate > 0, rate.isFinite else {
      guard rate == 0, lastRate == 0 else { throw .notAboveZero(rate) }
      stepsAtZero += 1
      return
    }
    guard rate >= lastRate else { throw .goesDown(from: lastRate, to: rate) }
    lastRate = rate
    steps += 1
    if !loss.isFinite { stepsNotFinite += 1 }
    if width > 0, rate < end {
      bins[bins.count - 1].add(rate, loss)
      return
    }
    var index = 0
    if width > 0 {
      index = Int((log(rate) / width).rounded(.down))
      end = exp(Double(index + 1) * width)
      // `end` is rounded: a rate just above it may still belong to the last bin.
      if index <= bins[bins.count - 1].index {
        bins[bins.count - 1].add(rate, loss)
        return
      }
    }
    bins.append(Bin(index: index, rate, loss))
    if bins.count > Self.limit { coarsen() }
  }

  /// Adds the loss on held-out examples that was measured at the last step.
  ///
  /// - Parameter loss: The loss; passed over where it is no finite number, and before the first step.
  mutating func append(validationLoss loss: Double) {
    guard !bins.isEmpty, loss.isFinite else { return }
    bins[bins.count - 1].validationLosses += loss
    bins[bins.count - 1].validationCount += 1
  }

  /// The curve of the steps so far.
  ///
  /// - Returns: The curve; nil where there is no step, or all steps had the same rate.
  func curve() -> Curve? {
    if bins.isEmpty { return nil }
    var curve = Curve(bins.map(\.mean))
    if let averaging { curve.stepsPerPoint = Double(averaging.steps) / Double(averaging.points) }
    return curve
  }

  /// Whether there are several steps and all have the same rate.
  var isAtOneRate: Bool { steps > 1 && (bins.first?.meanRate ?? 0) >= lastRate }

  /// How many steps were averaged to how many points; nil where none were.
  var averaging: (steps: Int, points: Int)? { width > 0 ? (steps, bins.count) : nil }

  /// Makes bins twice as wide; the first time, so wide that half the limit is left.
  private mutating func coarsen() {
    if width == 0 {
      let span = log(lastRate) - log(bins[0].rates)
      // Where all rates are one, any width will do: it doubles when rates begin to grow.
      width = max(span / Double(Self.limit / 2), 1e-9)
      for i in bins.indices { bins[i].index = Int((log(bins[i].rates) / width).rounded(.down)) }
    } else {
      width *= 2
      // Rounds down for negative places, too.
      for i in bins.indices { bins[i].index >>= 1 }
    }
    var merged: [Bin] = []
    merged.reserveCapacity(bins.count)
    for bin in bins {
      if let last = merged.last, last.index >= bin.index {
        merged[merged.count - 1].add(bin)
      } else {
        merged.append(bin)
      }
    }
    bins = merged
    end = exp(Double(bins[bins.count - 1].index + 1) * width)
  }
}

extension CurveBuilder.Bin {
  fileprivate init(index: Int, _ rate: Double, _ loss: Double) {
    self.index = index
    rates = rate
    lowestRate = rate
    highestRate = rate
    if loss.isFinite {
      losses = loss
      finiteCount = 1
    }
  }

  /// The mean rate; between those of the bin, of which a rounded or overflown sum may miss it.
  fileprivate var meanRate: Double { min(max(rates / count, lowestRate), highestRate) }

  fileprivate var mean: Curve.Point {
    Curve.Point(
      learningRate: meanRate, loss: finiteCount > 0 ? losses / finiteCount : .nan,
      validationLoss: validationCount > 0 ? validationLosses / validationCount : nil)
  }

  fileprivate mutating func add(_ rate: Double, _ loss: Double) {
    rates += rate
    highestRate = rate
    count += 1
    guard loss.isFinite else { return }
    losses += loss
    finiteCount += 1
  }

  fileprivate mutating func add(_ other: Self) {
    rates += other.rates
    highestRate = other.highestRate
    losses += other.losses
    finiteCount += other.finiteCount
    count += other.count
    validationLosses += other.validationLosses
    validationCount += other.validationCount
  }
}

/// A rate that no range test has, without the place where it was found.
enum BadRate: Error, CustomStringConvertible {
  case notAboveZero(Double)
  case goesDown(from: Double, to: Double)
  case outsideRamp(steps: Int)

  var description: String {
    switch self {
    case .notAboveZero(let rate): "a learning rate is above 0, not \(rate)"
    case .goesDown(let before, let rate):
      "the rate goes down, from \(before) to \(rate); expected a range test, whose rates grow"
    case .outsideRamp(let steps):
      "the ramp has only \(steps) steps: expected --steps to be as many as the test was to make"
    }
  }
}
