import Foundation
import LearningRateFinder
import RunFolders
import Testing

@testable import Reports

@Suite struct VerificationTextTests {
  private let curve: Curve

  init() throws {
    var test = RangeTest(try Ramp(from: 1e-7, to: 10, steps: 100), gradientAge: GradientAge.none)
    _ = test.run { rate in 0.2 + 2 / (1 + 100 * rate) + rate * rate }
    curve = test.curve
  }

  private func race(budget: Int = 900, loss: (RateTrial) -> Double) -> RateRace {
    let answer = Answer(curve, gradientAge: GradientAge.none)
    var race = RateRace(answer, of: [curve], budget: budget, lossBefore: 2.2)
    while let trial = race.next { race.record(trial, loss: loss(trial)) }
    return race
  }

  private func bowl(_ trial: RateTrial) -> Double {
    let decades = log10(trial.learningRate / 0.1)
    return trial.learningRate > 1 ? .infinity : 0.5 + decades * decades
  }

  @Test func tellsTheRateTheCostAndTheTrials() throws {
    let race = race(loss: bowl)
    let lines = VerificationText.text(race, after: curve.count).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].contains(/^verified rate  0\.\d+ +\(0\.\d+ to 0\.\d+\) +for a constant rate$/))
    #expect(lines[1].contains(/^verified peak  0\.\d+ +for warm-up and decay, or one cycle$/))
    let trials = race.results.count
    let all = race.steps + curve.count
    #expect(
      lines[3]
        == "verified by \(trials) short trainings of \(race.steps) steps (\(all) with the range tests):"
    )
    let share = 100 * Double(all) / (60 * 180)
    #expect(lines[4] == "\(share.brief) % of a grid of 20 rates with 3 seeds")
    #expect(lines.contains("  rate       steps  loss"))
    #expect(lines.filter { $0.hasSuffix("the lowest") }.count == 1)
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func saysWhereTheBestRateIsTheOutermost() {
    let sentence =
      "\njust beyond the best rate none was tried: the budget, or the curve, ended there\n"
    let small = race(budget: 300) { -$0.learningRate }
    #expect(VerificationText.text(small, after: curve.count).contains(sentence))
    #expect(!VerificationText.text(race(loss: bowl), after: curve.count).contains(sentence))
  }

  @Test func saysWhyThereIsNoRate() throws {
    let text = VerificationText.text(race(budget: 100, loss: bowl), after: curve.count)
    #expect(
      text == "not verified: 100 steps are too few to compare rates; 225 are the least\n\n")
    let diverged = VerificationText.text(race { _ in .nan }, after: curve.count)
    #expect(
      diverged.hasPrefix("not verified: the training diverges at every rate that was tried\n"))
    #expect(diverged.contains("diverged\n"))
  }

  /// The rates of the curve stay beside those of the trainings, and both verdicts are told.
  @Test func theAnswerTellsBothVerdicts() throws {
    let findings = try Runs.verified()
    let lines = AnswerText.text(findings).split(separator: "\n").map(String.init)
    let race = try #require(findings.race)
    let rate = try #require(race.verifiedRate).learningRate.brief
    #expect(lines.first == "from the curve alone:")
    #expect(lines.contains { $0.hasPrefix("good: the loss falls from ") })
    #expect(
      lines.contains(
        "verified: \(race.results.count) short trainings from the same weights chose the rate of "
          + rate))
    let plain = AnswerText.text(Findings(findings.curves, gradientAge: GradientAge.none))
    #expect(!plain.contains("verified") && !plain.contains("from the curve alone"))
  }

  @Test func isInTheDocumentWhereItWasAskedFor() throws {
    let findings = try Runs.verified()
    let race = try #require(findings.race)
    let document = ResultDocument(findings, settings: [:], timing: nil)
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(document.json().utf8)) as? [String: Any])
    let verified = try #require(json["verified"] as? [String: Any])
    #expect((json["verdict"] as? [String: Any])?["code"] as? String == "verified")
    #expect((json["curve_verdict"] as? [String: Any])?["code"] as? String == "good")
    let rate = try #require(race.verifiedRate)
    #expect(agree(verified["rate"], rate.learningRate))
    #expect(agree(verified["low"], rate.interval.low))
    #expect(agree(verified["high"], rate.interval.high))
    #expect(agree(verified["peak"], rate.peak))
    #expect(verified["steps"] as? Int == race.steps)
    #expect(verified["reason"] is NSNull)
    let trials = try #require(verified["trials"] as? [[String: Any]])
    #expect(trials.count == race.results.count)
    for (trial, result) in zip(trials, race.results) {
      #expect(agree(trial["rate"], result.trial.learningRate))
      #expect(trial["steps"] as? Int == result.trial.steps)
      #expect(trial["seed"] as? Int == 0)
      if result.loss.isFinite {
        #expect(agree(trial["loss"], result.loss))
      } else {
        #expect(trial["loss"] is NSNull)
      }
    }
  }

  /// JSONSerialization rounds in the last place.
  private func agree(_ value: Any?, _ expected: Double) -> Bool {
    (value as? Double).map { abs($0 - expected) <= 1e-12 * abs(expected) } == true
  }
}
