import Foundation
import Testing

@testable import LearningRateFinder

@Suite struct CurveTests {
  @Test(arguments: [
    ([3.0, 2, 1], 3, Curve.Outcome.completed, 3),
    ([3.0, 2, 1], 5, .interrupted, 3),
    ([3.0, .nan, 1], 3, .notFinite, 1),
    ([3.0, 2, .infinity], 3, .notFinite, 2),
    ([.nan, 2, 1], 3, .notFinite, 0),
  ])
  func endsAtTheFirstLossThatIsNoNumber(
    losses: [Double], planned: Int, outcome: Curve.Outcome, count: Int
  ) {
    let curve = Curve(learningRates: [0.1, 0.2, 0.3], losses: losses, plannedSteps: planned)
    #expect(curve.outcome == outcome)
    #expect(curve.count == count)
  }

  @Test func survivesJSON() throws {
    let curve = Curve(learningRates: [1e-7, 0.1], losses: [2.302585092994046, -0.1])
    let json = try JSONEncoder().encode(curve)
    #expect(try JSONDecoder().decode(Curve.self, from: json) == curve)
  }

  @Test(arguments: [
    (#""learning_rate":[],"loss":[1,2]"#, "a curve has one loss for each rate"),
    (#""learning_rate":[1,0],"loss":[1,2]"#, "the rates of a curve are finite numbers above 0"),
    (
      #""learning_rate":[1,2],"loss":[1,2],"validation":[{"step":2,"loss":1}]"#,
      "the validation losses of a curve are finite numbers at steps of it that grow"
    ),
    (
      #""learning_rate":[1,2],"loss":[1,2],"validation":[{"step":1,"loss":1},{"step":1,"loss":1}]"#,
      "the validation losses of a curve are finite numbers at steps of it that grow"
    ),
  ])
  func decodesNothingThatIsNoCurve(members: String, sentence: String) throws {
    let json = Data("{\(members),\"planned_steps\":2,\"outcome\":\"completed\"}".utf8)
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Curve.self, from: json)
    }
    guard case .dataCorrupted(let context) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(context.debugDescription == sentence)
  }

  @Test func decodesNoInfiniteLoss() throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let json = Data(#"{"learning_rate":[1],"loss":["inf"],"planned_steps":1}"#.utf8)
    #expect(throws: DecodingError.self) { try decoder.decode(Curve.self, from: json) }
    let negative = Data(#"{"learning_rate":[],"loss":[],"planned_steps":-1}"#.utf8)
    #expect(throws: DecodingError.self) { try decoder.decode(Curve.self, from: negative) }
  }

  @Test(arguments: [(1, 2, true), (2, 2, true), (2, 1, false), (0, 1, false), (-1, 1, false)])
  func decodesOnlyRangesThatAre(low: Double, high: Double, isRange: Bool) throws {
    let json = Data(#"{"low":\#(low),"high":\#(high)}"#.utf8)
    guard isRange else {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(RateInterval.self, from: json)
      }
      return
    }
    let interval = try JSONDecoder().decode(RateInterval.self, from: json)
    #expect(interval == RateInterval(low: low, high: high))
  }

  /// A fit of all pairs of 100,000 points would not fit into the memory of most machines.
  @Test func aLongCurveIsReadLikeAShortOne() throws {
    func curve(steps: Int) throws -> Curve {
      var generator = SeededGenerator(seed: 4)
      let ramp = try Ramp(from: 1e-7, to: 10, steps: steps)
      let rates = (0..<steps).map { ramp[$0] }
      let losses = rates.map { rate in
        2.3 - 1.8 * rate / (rate + 0.01) + 40 * rate * rate
          + 0.02 * Double.random(in: -1...1, using: &generator)
      }
      return Curve(learningRates: rates, losses: losses)
    }
    let (short, long) = (try curve(steps: 400), try curve(steps: 100_000))
    #expect(short.coarsened(to: 400) == short)
    let coarse = long.coarsened(to: 1024)
    #expect(coarse.count == 1021)
    #expect(coarse.outcome == long.outcome)
    let rates = try [short, long].map { curve in
      try #require(Answer(curve, gradientAge: GradientAge.none).suggestion).learningRate
    }
    #expect(abs(rates[1] / rates[0] - 1) < 0.2)
  }
}
