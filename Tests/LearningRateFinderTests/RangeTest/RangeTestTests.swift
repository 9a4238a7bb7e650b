import LearningRateFinder
import Testing

/// A loss that falls around a rate of 0.003 and explodes beyond 1.
private func loss(at rate: Double) -> Double {
  0.3 + 2 / (1 + rate / 0.003) + (rate > 0.3 ? rate * rate * 10 : 0)
}

@Suite struct RangeTestTests {
  let ramp: Ramp

  init() throws { ramp = try Ramp(from: 1e-6, to: 10, steps: 100) }

  @Test func handsOutEachRateOnceAndRecordsItBesideItsLoss() {
    var test = RangeTest(ramp, divergence: Divergence(gains: .infinity))
    var used: [Double] = []
    while let rate = test.learningRate {
      used.append(rate)
      test.record(loss: loss(at: rate))
    }
    #expect(used == Array(ramp))
    #expect(test.curve.learningRates == used)
    #expect(test.curve.losses == used.map(loss(at:)))
    #expect(test.curve.outcome == .completed)
  }

  @Test func endsWhenTheLossDiverges() {
    var test = RangeTest(ramp)
    _ = test.run { loss(at: $0) }
    #expect(test.curve.outcome == .diverged)
    #expect(test.curve.count < 100)
    #expect(test.learningRate == nil)
  }

  @Test(arguments: [Double.nan, .infinity])
  func aLossThatIsNoNumberIsAResult(_ bad: Double) {
    var test = RangeTest(ramp)
    _ = test.run { $0 > 0.01 ? bad : 1 }
    #expect(test.curve.outcome == .notFinite)
    #expect(test.curve.learningRates.last.map { $0 <= 0.01 } == true)
  }

  @Test func keepsWhatWasMeasuredWhenAStepFails() throws {
    struct Broken: Error {}
    var test = RangeTest(ramp)
    #expect(throws: Broken.self) {
      try test.run { rate throws(Broken) in
        guard rate < 1e-4 else { throw Broken() }
        return 1
      }
    }
    #expect(test.curve.outcome == .interrupted)
    #expect(test.curve.count == 29)
  }

  @Test func stopsWhenItIsTold() {
    var test = RangeTest(ramp)
    test.record(loss: 1)
    test.stop()
    #expect(test.learningRate == nil)
    #expect(test.curve.outcome == .interrupted)
    test.stop()
    #expect(test.curve.count == 1)
  }

  @Test func sameCurveByEveryDoor() async {
    var pulled = RangeTest(ramp)
    while let rate = pulled.learningRate { pulled.record(loss: loss(at: rate)) }
    var called = RangeTest(ramp)
    _ = called.run { loss(at: $0) }
    var awaited = RangeTest(ramp)
    _ = await awaited.run { rate async in loss(at: rate) }
    let inActor = await Trainer().curve(ramp)
    #expect(called == pulled)
    #expect(awaited == pulled)
    #expect(inActor == pulled.curve)
  }

  #if compiler(>=6.2)
    @Test func recordingAfterTheEndIsAProgrammersMistake() async {
      await #expect(processExitsWith: .failure) {
        var test = RangeTest(try Ramp(from: 1e-6, to: 10, steps: 100))
        test.stop()
        test.record(loss: 1)
      }
    }
  #endif
}

/// An actor that owns a model which is not `Sendable`, as trainers do.
private actor Trainer {
  private final class Model {
    var steps = 0
    func step(_ rate: Double) -> Double {
      steps += 1
      return loss(at: rate)
    }
  }

  private let model = Model()

  func curve(_ ramp: Ramp) async -> Curve {
    var test = RangeTest(ramp)
    _ = await test.run { rate in
      await Task.yield()
      return model.step(rate)
    }
    #expect(model.steps == test.curve.count)
    return test.curve
  }
}
