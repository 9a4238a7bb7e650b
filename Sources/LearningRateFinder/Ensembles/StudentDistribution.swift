/// Student's distribution with whole degrees of freedom.
enum StudentDistribution {
  /// The value below which the share `p` of the distribution lies.
  ///
  /// - Parameters:
  ///   - p: The share, above 0 and below 1.
  ///   - degrees: The degrees of freedom, at least 1.
  /// - Returns: The value.
  /// - Complexity: O(*degrees*).
  static func quantile(_ p: Double, degrees: Int) -> Double {
    if p < 0.5 { return -quantile(1 - p, degrees: degrees) }
    // The share within ±t grows with the angle θ = atan(t / √ν), from 0 to a right angle.
    var (low, high) = (0.0, Double.pi / 2)
    for _ in 0..<80 {
      let angle = (low + high) / 2
      if within(angle, degrees) < 2 * p - 1 { low = angle } else { high = angle }
    }
    return Double(degrees).squareRoot() * sine(low) / cosine(low)
  }

  /// The share of the distribution within ±√ν tan θ: the finite sums of Abramowitz and Stegun,
  /// 26.7.3 and 26.7.4.
  private static func within(_ angle: Double, _ degrees: Int) -> Double {
    let (sine, cosine) = (sine(angle), cosine(angle))
    let isOdd = !degrees.isMultiple(of: 2)
    var term = isOdd ? cosine : 1
    var sum = degrees == 1 ? 0 : term
    for k in stride(from: isOdd ? 3 : 2, to: degrees, by: 2) {
      term *= cosine * cosine * Double(k - 1) / Double(k)
      sum += term
    }
    return isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum
  }
}
