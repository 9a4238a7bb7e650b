import Testing

@testable import LearningRateFinder

/// A model that is a function of the rate and the steps made at it, and checks what it is asked for.
private struct Model: SearchedTraining {
  var loss: (_ rate: Double, _ step: Int) -> Double
  var heldOut: Double?
  private(set) var log: [String] = []
  private(set) var runs: [Search.Run] = []
  private(set) var step = 0

  init(heldOut: Double? = nil, loss: @escaping (Double, Int) -> Double) {
    self.loss = loss
    self.heldOut = heldOut
  }

  mutating func begin(_ run: Search.Run) {
    runs.append(run)
    log.append("begin")
    step = 0
  }

  mutating func train(learningRate: Double) -> (loss: Double, heldOut: Double?) {
    step += 1
    log.append("train")
    return (loss(learningRate, step), nil)
  }

  mutating func evaluate() -> Double {
    log.append("evaluate")
    return heldOut ?? .nan
  }

  func end() {}
}

@Suite struct SearchTests {
  private static func falling(_ rate: Double) -> Double {
    0.3 + 2 / (1 + rate / 0.003) + (rate > 0.3 ? rate * rate * 10 : 0)
  }

  private let ramp: Ramp

  init() throws { ramp = try Ramp(from: 1e-7, to: 10, steps: 100) }

  @Test func aGoodCurveIsOneRun() throws {
    var model = Model { rate, _ in Self.falling(rate) }
    var search = Search(SearchPlan(ramp, gradientAge: GradientAge.none, adaptBudget: 30))
    try search.run(on: &model)
    let findings = try #require(search.findings)
    #expect(model.runs.count == 1 && model.runs[0].steps == 100 && search.isComplete)
    #expect(findings.answer == Answer(findings.curves, gradientAge: GradientAge.none))
    #expect(findings.learningRate == findings.answer.suggestion?.learningRate)
    #expect(findings.steps == model.log.count - 1 && findings.attempts.isEmpty)
  }

  @Test func runsDifferInTheirSeeds() throws {
    var model = Model { rate, _ in Self.falling(rate) }
    var search = Search(SearchPlan(ramp, runs: 3))
    try search.run(on: &model)
    #expect(model.runs.map(\.seed) == [0, 1, 2] && model.runs.allSatisfy { $0.runs == 3 })
    #expect(try #require(search.findings).curves.count == 3)
  }

  /// What shows nothing is tried again, as the verdict asks and as far as the budget goes.
  @Test(arguments: [(0.0, [100]), (3.0, [100, 300]), (12.0, [100, 300, 900])])
  func adaptsWithinItsBudget(budget: Double, steps: [Int]) throws {
    var model = Model { _, step in 2.3 + (step.isMultiple(of: 2) ? 0.01 : -0.01) }
    var search = Search(SearchPlan(ramp, adaptBudget: budget))
    try search.run(on: &model)
    let findings = try #require(search.findings)
    #expect(model.runs.map(\.steps) == steps && model.runs.map(\.attempt) == Array(1...steps.count))
    #expect(findings.attempts.map(\.ramp.steps) == steps.dropLast())
    #expect(findings.answer.verdict.code == .flat && findings.learningRate == nil)
    #expect(findings.steps == steps.reduce(0, +) && findings.isComplete)
  }

  @Test func heldOutLossesAreAskedForBeforeTheirSteps() throws {
    var model = Model(heldOut: 1.5) { rate, _ in Self.falling(rate) }
    var search = Search(SearchPlan(try Ramp(from: 1e-3, to: 0.1, steps: 10), heldOutEvery: 4))
    try search.run(on: &model)
    let four = ["evaluate", "train", "train", "train", "train"]
    #expect(model.log == ["begin"] + four + four + four.prefix(3))
    #expect(search.findings?.curves[0].validationLosses.map(\.step) == [0, 4, 8])
  }

  /// Trials begin with the weights of the first run, after the loss before them was measured, and end
  /// with three measurements in their last tenth.
  @Test func aRaceVerifiesTheRate() throws {
    var model = Model(heldOut: 1.5) { rate, _ in Self.falling(rate) }
    let verification = SearchPlan.Verification(budget: 10, measuresHeldOutLoss: true)
    var search = Search(
      SearchPlan(ramp, gradientAge: GradientAge.none, verification: verification))
    var heldOut = 2.3
    while true {
      if case .trying(let rate) = Doing(search.next) { heldOut = Self.falling(rate) }
      if search.race == nil { heldOut = 2.3 }
      model.heldOut = heldOut
      if try search.advance(on: &model) == .done { break }
    }
    let findings = try #require(search.findings)
    let race = try #require(findings.race)
    #expect(race.lossBefore == 2.3 && race.results.count >= 3)
    #expect(model.runs[1].purpose == .measurement && model.runs[1].steps == 0)
    #expect(findings.verdict.code == .verified && findings.isTrusted)
    #expect(findings.learningRate == race.verifiedRate?.learningRate)
    #expect(findings.steps <= 1000)
    let evaluations = model.log.count { $0 == "evaluate" }
    #expect(evaluations == 1 + 3 * race.results.count { $0.loss < .infinity })
  }

  private enum Doing {
    case trying(Double), other
    init(_ request: Search.Request) {
      if case .train(let rate) = request { self = .trying(rate) } else { self = .other }
    }
  }

  /// Losses of mini-batches are not compared with held-out ones that a training reports by itself.
  @Test func onlyLossesThatWereMeasuredAlikeAreCompared() throws {
    func race(reporting: Bool) throws -> RateRace? {
      var search = Search(SearchPlan(ramp, verification: .init(budget: 10)))
      while search.next != .done {
        switch search.next {
        case .begin: search.begin()
        case .train(let rate):
          // Held-out losses stand three times as high.
          let heldOut = reporting && search.race != nil ? 3 * Self.falling(rate) : nil
          search.record(loss: Self.falling(rate), heldOutLoss: heldOut)
        case .evaluate: search.record(heldOutLoss: .nan)
        case .done: break
        }
      }
      return search.race
    }
    #expect(try race(reporting: false)?.lossBefore == Self.falling(1e-7))
    let reported = try #require(try race(reporting: true))
    #expect(reported.lossBefore == nil && reported.verifiedRate != nil)
  }

  @Test func whatWasMeasuredBeforeAStopIsKept() throws {
    var search = Search(SearchPlan(ramp, runs: 2))
    search.begin()
    for _ in 0..<95 {
      guard case .train(let rate) = search.next else { break }
      search.record(loss: Self.falling(rate))
    }
    let made = search.steps
    search.stop()
    let findings = try #require(search.findings)
    #expect(search.next == .done && !findings.isComplete && findings.steps == made)
    #expect(findings.curves[0].count <= made && findings.learningRate != nil)
    search.stop()
    #expect(search.findings == findings)
  }

  @Test func aStoppedRunIsLeftOutBesideAWholeOne() throws {
    var search = Search(SearchPlan(ramp, runs: 2))
    while search.curves.isEmpty || search.rangeTest?.curve.count != 7 {
      switch search.next {
      case .begin: search.begin()
      case .train(let rate): search.record(loss: Self.falling(rate))
      case .evaluate, .done: break
      }
    }
    search.stop()
    let findings = try #require(search.findings)
    #expect(findings.curves.count == 1 && findings.omissions == [.interruptedTest(steps: 7)])
  }

  private struct Failure: Error {}

  @Test func anErrorStopsTheSearchAndKeepsItsFindings() throws {
    var search = Search(SearchPlan(ramp))
    #expect(throws: Failure.self) {
      _ = try search.run(
        begin: { (_: Search.Run) throws(Failure) in },
        step: { (rate: Double) throws(Failure) -> Double in
          if rate > 1 { throw Failure() }
          return Self.falling(min(rate, 0.2))
        })
    }
    #expect(search.next == .done && search.findings?.isComplete == false)
    #expect(search.findings?.learningRate != nil)
  }

  /// Closures, closures that wait and a training find the same.
  @Test func everyWayToPullFindsTheSame() async throws {
    let plan = SearchPlan(ramp, runs: 2, adaptBudget: 3)
    var model = Model { rate, _ in Self.falling(rate) }
    var (one, two, three) = (Search(plan), Search(plan), Search(plan))
    try one.run(on: &model)
    let findings = two.run(begin: { _ in }, step: { Self.falling($0) })
    let waited = await three.run(
      begin: { _ in await Task.yield() },
      step: { rate in
        await Task.yield()
        return Self.falling(rate)
      })
    #expect(one.findings == findings && findings == waited)
  }
}
