@testable import LearningRateFinder

/// Curves to draw, in closed form or from a seed.
enum Curves {
  /// The golden curve of the rules' tests: a plateau at 2.3, a fall around 1e-3, a rise after 0.1.
  static let golden = make(100) { x in
    0.3 + 2 / (1 + exp10(3 * (x + 2.97) / 2.302585092994046))
      + (x > -1 ? 0.05 * (exp10(2 * (x + 1)) - 1) : 0)
  }

  /// The golden curve with normal noise.
  static func noisy(seed: UInt64, deviation: Double = 0.15, shift: Double = 0) -> Curve {
    var generator = SeededGenerator(seed: seed)
    let losses = golden.losses.map { $0 * (1 + shift) + deviation * normal(&generator) }
    return Curve(learningRates: golden.learningRates, losses: losses)
  }

  /// A noisy curve that reaches 1e12 in its last ten steps.
  static let exploding: Curve = {
    let noisy = Curves.noisy(seed: 3, deviation: 0.05)
    let losses = noisy.losses.enumerated().map { step, loss in
      step < 90 ? loss : loss * exp10(Double(step - 89) * 1.2)
    }
    return Curve(learningRates: noisy.learningRates, losses: losses).divergedAfter(100)
  }()

  /// Losses from -1 down to -3, as of a likelihood.
  static let negative = make(100) { x in -3 + 2 / (1 + exp10(1.5 * (x + 3))) + exp10(3 * (x - 0.7))
  }
  /// A loss that does not move.
  static let flat = make(100) { _ in 2.302585 }
  /// A loss that only rises.
  static let rising = make(100) { x in 0.7 + exp10(2.5 * (x + 3)) }
  static let three = Curve(learningRates: [1e-3, 1e-2, 1e-1], losses: [2, 1, 3])
  static let one = Curve(learningRates: [1e-3], losses: [2])
  static let none = Curve(learningRates: [], losses: [])
  /// As many noisy steps as asked for.
  static func long(_ steps: Int) -> Curve {
    var generator = SeededGenerator(seed: 9)
    return make(steps) { x in
      0.3 + 2 / (1 + exp10(1.3 * (x + 2.97))) + (x > -1 ? 0.05 * (exp10(2 * (x + 1)) - 1) : 0)
        + 0.2 * normal(&generator)
    }
  }

  static let all: [(name: String, curve: Curve)] = [
    ("golden", golden), ("noisy", noisy(seed: 1)), ("exploding", exploding),
    ("negative", negative), ("flat", flat), ("rising", rising), ("three", three), ("one", one),
    ("none", none), ("long", long(3000)),
  ]

  /// Ten noisy runs, some of which diverge before the others.
  static let runs: [Curve] = (0..<10).map { run in
    let curve = noisy(seed: UInt64(run), deviation: 0.08, shift: 0.03 * Double(run) - 0.15)
    return run < 4 ? curve.divergedAfter(92 + run) : curve
  }

  /// An answer that suggests these rates, with the rules' own answers on a curve.
  static func answer(
    _ rate: Double?, _ low: Double = 0, _ high: Double = 0, peak: Double? = nil,
    rulesOn curve: Curve
  ) -> Answer {
    Answer(
      suggestion: rate.map { .init(learningRate: $0, low: low, high: high) },
      peak: peak.map { .init(learningRate: $0, low: $0 / 2, high: $0 * 2) }, range: nil,
      verdict: Verdict(code: .good),
      rules: SuggestionRules.all.map {
        .init(name: $0.name, learningRate: $0.suggestion(for: curve))
      })
  }

  /// A curve over 1e-7 … 10 from its loss at the decimal logarithm of the rate.
  private static func make(_ count: Int, _ loss: (Double) -> Double) -> Curve {
    let places = (0..<count).map { -7 + 8 * Double($0) / Double(count) }
    return Curve(learningRates: places.map(exp10), losses: places.map(loss))
  }

  /// Ten to the power `x`, from the module under test.
  private static func exp10(_ x: Double) -> Double { power(10, x) }

  /// A normal variate by the sum of twelve uniform ones.
  private static func normal(_ generator: inout SeededGenerator) -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
  }
}
