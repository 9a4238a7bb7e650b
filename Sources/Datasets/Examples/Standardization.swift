/// The affine map that gives columns the mean 0 and the standard deviation 1.
///
/// `stored = (original − mean) / standardDeviation`, so `original = stored × standardDeviation +
/// mean`. The deviation is that of the population (the sum is divided by n). A constant column has
/// the deviation 1 here, so that it is stored as zeros.
public struct Standardization: Hashable, Sendable {
  /// The mean of each column.
  public let mean: [Double]
  /// The standard deviation of each column, 1 for a constant one.
  public let standardDeviation: [Double]

  /// Names the map by its numbers.
  ///
  /// - Parameters:
  ///   - mean: One number per column.
  ///   - standardDeviation: As many positive numbers.
  public init(mean: [Double], standardDeviation: [Double]) {
    precondition(mean.count == standardDeviation.count, "every mean needs its deviation")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}

/// The mean and deviation of a stream of numbers.
///
/// Numerically stable in one pass: B. P. Welford, "Note on a method for calculating corrected sums
/// of squares and products", Technometrics 4 (1962).
struct RunningMoments {
  private var count = 0.0
  private(set) var mean = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    let before = value - mean
    mean += before / count
    squares += before * (value - mean)
  }

  /// The population's deviation, or 1 where it is 0 but for rounding.
  ///
  /// A constant such as 0.1 sums to a deviation of the order of its own rounding error, and
  /// dividing by that would turn noise into a feature.
  var standardDeviation: Double {
    guard count > 0 else { return 1 }
    let deviation = (squares / count).squareRoot()
    return deviation > abs(mean) * 1e-12 ? deviation : 1
  }
}

/// The mean and deviation of each channel of byte images, exact, from their histograms.
///
/// - Parameter images: uint8 of shape `[channels, height, width]`.
/// - Returns: One number per channel; the deviation of a constant channel is 1.
func channelMoments(_ images: ExampleArray) -> (mean: [Float], standardDeviation: [Float]) {
  let channels = images.shape[0]
  let pixels = images.numbersPerExample / channels
  // Two tables a channel: neighboring pixels are often equal, and counting them in one place would
  // make each increment wait for the one before.
  var histograms = [UInt32](repeating: 0, count: channels * 512)
  histograms.withUnsafeMutableBufferPointer { histograms in
    guard var byte = images.memory.bytes.baseAddress else { return }
    for _ in 0..<images.count {
      for channel in 0..<channels {
        let base = channel * 512
        var pixel = 0
        while pixel + 1 < pixels {
          histograms[base + Int(byte.load(as: UInt8.self))] &+= 1
          histograms[base + 256 + Int(byte.load(fromByteOffset: 1, as: UInt8.self))] &+= 1
          byte += 2
          pixel += 2
        }
        if pixel < pixels {
          histograms[base + Int(byte.load(as: UInt8.self))] &+= 1
          byte += 1
        }
      }
    }
  }
  var result: (mean: [Float], standardDeviation: [Float]) = ([], [])
  for channel in 0..<channels {
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    for value in 0..<256 {
      let entry = channel * 512 + value
      let times = Double(histograms[entry]) + Double(histograms[entry + 256])
      count += times
      sum += times * Double(value)
      squares += times * Double(value * value)
    }
    let mean = sum / max(count, 1)
    let variance = squares / max(count, 1) - mean * mean
    result.mean.append(Float(mean))
    result.standardDeviation.append(variance > 1e-9 ? Float(variance.squareRoot()) : 1)
  }
  return result
}
