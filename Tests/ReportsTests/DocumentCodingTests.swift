import Foundation
import LearningRateFinder
import RunFolders
import Testing

@testable import Reports

@Suite struct DocumentCodingTests {
  /// What is written again after it was read.
  private func again<Document: Codable>(_ document: Document) throws -> String {
    let read = try JSONDecoder().decode(
      Document.self, from: Data(RunFolder.json(document).utf8))
    return try RunFolder.json(read)
  }

  @Test(arguments: [1, 3], [false, true])
  func rangeTestsComeBackWhole(runs: Int, isValidated: Bool) throws {
    let document = Runs.rangeTests(
      (0..<runs).map { Runs.curve(seed: UInt64($0), isValidated: isValidated) })
    #expect(try again(document) == document.json())
  }

  @Test func bothVerdictsOfAVerifiedRateComeBack() throws {
    let document = ResultDocument(try Runs.verified(), settings: [:], timing: nil)
    #expect(try again(document) == document.json())
  }

  @Test func anAnswerOfNothingComesBack() throws {
    let document = Runs.rangeTests([Curve(learningRates: [0.1], losses: [1])])
    #expect(try again(document) == document.json())
  }

  @Test func gridsAndTrainingsComeBackWhole() throws {
    #expect(try again(Runs.grid()) == RunFolder.json(Runs.grid()))
    #expect(try again(Runs.training()) == RunFolder.json(Runs.training()))
  }

  @Test func whatHasNoValueIsNull() throws {
    let empty = GridDocument(settings: [:], rangeTestCost: .init(steps: 0, seconds: 0))
    let parsed = try JSONSerialization.jsonObject(with: Data(RunFolder.json(empty).utf8))
    let json = try #require(parsed as? [String: Any])
    for key in ["best", "answer", "suggestion", "verdict", "loss_before", "grid_cost"] {
      #expect(json[key] is NSNull, "\(key)")
    }
  }
}
