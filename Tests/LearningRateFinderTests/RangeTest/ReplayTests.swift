import LearningRateFinder
import Testing

/// A range test that is taken up from its record is the test that was never stopped.
@Suite struct ReplayTests {
  private static let steps = 40

  private func ramp() throws -> Ramp { try Ramp(from: 1e-4, to: 1, steps: Self.steps) }

  private func loss(_ step: Int) -> Double { step < 30 ? 2 - Double(step) / 20 : 50 }

  private func test(steps: Int) throws -> RangeTest {
    var test = RangeTest(try ramp())
    for step in 0..<steps where test.learningRate != nil {
      test.record(loss: loss(step), validationLoss: step.isMultiple(of: 3) ? loss(step) + 1 : nil)
    }
    return test
  }

  @Test(arguments: [0, 1, 17, 30, 40]) func goesOnWhereTheRecordEnds(recorded: Int) throws {
    let whole = try test(steps: Self.steps)
    let begun = try test(steps: recorded)
    var resumed = try RangeTest(ramp(), replaying: begun.curve)
    #expect(resumed == begun)
    while resumed.learningRate != nil {
      let step = resumed.curve.count
      resumed.record(
        loss: loss(step), validationLoss: step.isMultiple(of: 3) ? loss(step) + 1 : nil)
    }
    #expect(resumed == whole)
    #expect(whole.curve.outcome == .diverged)
  }

  @Test func aLossThatWasNoNumberEndsIt() throws {
    var test = try test(steps: 5)
    test.record(loss: .nan)
    #expect(try RangeTest(ramp(), replaying: test.curve) == test)
    #expect(test.curve.outcome == .notFinite)
  }

  @Test func refusesTheRecordOfAnotherTest() throws {
    let other = Curve(learningRates: [1e-4, 1], losses: [1, 1])
    let error = #expect(throws: ForeignRecord.self) {
      _ = try RangeTest(ramp(), replaying: other)
    }
    #expect(error?.description.hasPrefix("the rate of step 1 is 1.0, and this range test") == true)
    let short = try Ramp(from: 1e-4, to: 1, steps: 2)
    let record = Curve(learningRates: [1e-4, 1, 2], losses: [1, 1, 1])
    let tooLong = #expect(throws: ForeignRecord.self) {
      _ = try RangeTest(short, replaying: record)
    }
    #expect(tooLong?.description == "this range test ends before step 2")
  }

  @Test func validationLossesBelongToTheirSteps() throws {
    let curve = try test(steps: 10).curve
    #expect(curve.validationLosses.map(\.step) == [0, 3, 6, 9])
    for step in curve.indices {
      let expected = step.isMultiple(of: 3) ? loss(step) + 1 : nil
      #expect(curve.validationLoss(at: step) == expected)
      #expect(curve[step].validationLoss == expected)
    }
    #expect(curve.validationCurve.learningRates == [0, 3, 6, 9].map { curve.learningRates[$0] })
    #expect(Curve(Array(curve)).validationLosses == curve.validationLosses)
  }

  /// It ends nothing, and one that is no number is nothing.
  @Test func validationLossesHaveNoPartInTheTest() throws {
    var test = RangeTest(try ramp())
    for _ in 0..<Self.steps { test.record(loss: 1, validationLoss: .infinity) }
    #expect(test.curve.outcome == .completed)
    #expect(test.curve.validationLosses.isEmpty)
  }
}
