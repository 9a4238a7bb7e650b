#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A point, and on which side of a line it is.
struct Example: Sendable {
  let x: Double
  let y: Double
  let isInside: Bool
}

/// Makes mini-batches, the same ones at every run of the program.
actor Loader {
  private var state: UInt64 = 2015

  /// The next mini-batch.
  func next() -> [Example] {
    (0..<64).map { _ in
      let (x, y) = (uniform(), uniform())
      // One label in ten is wrong, so that no rate is too high to lose anything.
      let isWrong = uniform() < -0.8
      return Example(x: x, y: y, isInside: (2 * x - y > 0.3) != isWrong)
    }
  }

  /// A number between -1 and 1 (SplitMix64: Steele, Lea and Flood, 2014).
  private func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double(Int64(bitPattern: bits ^ (bits >> 31))) / 0x1p63
  }
}

func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// `log(1 + e^x)`, also where `e^x` overflows.
func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
