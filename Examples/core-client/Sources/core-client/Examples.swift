/// One observation: its inputs, and the value to predict from them.
struct Example {
  let inputs: [Double]
  let target: Double

  /// Noisy observations of `y = 3 x₀ - 2 x₁ + 0.5 x₂ + 1`, the same ones at every run.
  static func make(count: Int) -> [Example] {
    var generator = SplitMix64(state: 2015)
    return (0..<count).map { _ in
      let x = (0..<3).map { _ in Double.random(in: -1...1, using: &generator) }
      let noise = Double.random(in: -0.1...0.1, using: &generator)
      return Example(inputs: x, target: 3 * x[0] - 2 * x[1] + 0.5 * x[2] + 1 + noise)
    }
  }
}

/// A random number generator that is small, and the same everywhere.
///
/// Source: G. Steele, D. Lea and C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
