import Foundation
import LearningRateFinder
import RunFolders
import Testing

@Suite struct ResultDocumentTests {
  private func object(_ document: ResultDocument) throws -> [String: Any] {
    let parsed = try JSONSerialization.jsonObject(with: Data(document.json().utf8))
    return try #require(parsed as? [String: Any])
  }

  private let curve = Curve(learningRates: [1e-3, 1e-2], losses: [2, 1])

  @Test func hasItsStableKeysAndNullsWhereThereIsNothing() throws {
    let document = ResultDocument(
      Findings([curve]), settings: ["model": "mlp", "clip_norm": .none],
      timing: ResultDocument.Timing(steps: 2, seconds: 0.5, trainingSeconds: 0.4))
    let json = try object(document)
    #expect(
      Set(json.keys) == [
        "suggestion", "peak", "verdict", "rules", "range", "curve", "settings", "timing",
      ])
    #expect(json["suggestion"] is NSNull)
    #expect(json["range"] is NSNull)
    let verdict = try #require(json["verdict"] as? [String: Any])
    #expect(verdict["code"] as? String == "too-short")
    let rules = try #require(json["rules"] as? [String: Any])
    #expect(rules.count == SuggestionRules.all.count)
    let columns = try #require(json["curve"] as? [String: Any])
    #expect(columns["step"] as? [Int] == [0, 1])
    #expect(columns["learning_rate"] as? [Double] == [1e-3, 1e-2])
    #expect(columns["loss"] as? [Double] == [2, 1])
    #expect((columns["smoothed_loss"] as? [Double])?.count == 2)
    let timing = try #require(json["timing"] as? [String: Double])
    #expect(timing["milliseconds_per_step"] == 250)
    #expect(try #require(timing["finder_overhead"]).magnitude < 0.21)
    #expect((json["settings"] as? [String: Any])?["clip_norm"] is NSNull)
  }

  @Test func hasARunForEachCurveOfSeveral() throws {
    let document = ResultDocument(Findings([curve, curve]), settings: [:], timing: nil)
    let json = try object(document)
    #expect((json["runs"] as? [Any])?.count == 2)
    #expect(json["timing"] is NSNull)
  }
}
