/// Where a smoothed loss has fallen and where it rises again, in logarithms of rates.
struct Valley: Sendable {
  /// The index of the lowest fitted loss.
  let minimum: Int
  /// How far the fitted loss falls.
  let gain: Double
  /// Where a tenth of the gain has been made: the loss begins to fall.
  let onset: Double
  /// Where half of the gain has been made.
  let half: Double
  /// Where nine tenths of the gain have been made.
  let left: Double
  /// Where half of the gain has been given back; nil where the curve ends before.
  let right: Double?
  /// Where a part of the gain was given back before the loss fell again; nil where it falls but once.
  let relapse: Relapse?

  /// A rise between two descents.
  struct Relapse: Sendable {
    /// The index of the lowest fitted loss before the rise.
    let minimum: Int
    /// The index of the highest one after that.
    let top: Int
  }

  /// Finds the valley of fitted losses; nil where they do not fall.
  ///
  /// - Parameters:
  ///   - smoothed: Fitted losses, one for each rate.
  ///   - logRates: The logarithms of the rates.
  ///   - start: The loss where the rates are too small to matter.
  ///   - parameters: The shares of the gain at the edges.
  init?(
    of smoothed: [Double], at logRates: [Double], from start: Double,
    _ parameters: ReadingParameters
  ) {
    guard let minimum = smoothed.firstIndexOfMinimum else { return nil }
    let gain = start - smoothed[minimum]
    // Less than what rounding makes of a constant is no descent.
    guard gain > 1e3 * max(start.ulp, smoothed[minimum].ulp) else { return nil }
    func before(_ share: Double) -> Double {
      let level = start - share * gain
      var i = minimum
      while i > 0, smoothed[i - 1] < level { i -= 1 }
      guard i > 0 else { return logRates[0] }
      let rest = (smoothed[i] - level) / (smoothed[i] - smoothed[i - 1])
      return logRates[i] - rest * (logRates[i] - logRates[i - 1])
    }
    func after(_ share: Double) -> Double? {
      let level = start - share * gain
      var i = minimum
      while i < smoothed.count - 1, smoothed[i + 1] < level { i += 1 }
      guard i < smoothed.count - 1 else { return nil }
      let part = (level - smoothed[i]) / (smoothed[i + 1] - smoothed[i])
      return logRates[i] + part * (logRates[i + 1] - logRates[i])
    }
    self.minimum = minimum
    self.gain = gain
    onset = before(parameters.onsetShare)
    half = before(0.5)
    left = before(parameters.leftShare)
    right = after(parameters.rightShare)
    relapse = Relapse(
      in: smoothed, before: minimum, start: start, least: 0.5 * gain,
      share: parameters.leastRelapse)
  }
}

extension Valley.Relapse {
  /// Finds the highest rise between two descents, where at least some gain had been made before a
  /// share of it was given back; nil where there is none.
  init?(in s: [Double], before minimum: Int, start: Double, least: Double, share: Double) {
    var low = 0
    var found: Self?
    for i in 0..<minimum {
      if s[i] < s[low] { low = i }
      let made = start - s[low]
      guard made >= least, s[i] - s[low] >= share * made else { continue }
      if found.map({ s[i] - s[low] > s[$0.top] - s[$0.minimum] }) ?? true {
        found = Self(minimum: low, top: i)
      }
    }
    guard let found else { return nil }
    self = found
  }
}
