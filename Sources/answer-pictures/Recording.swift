import Foundation
import LearningRateFinder

/// A range test that `lrfinder find` made: its `result.json`.
struct Recording: Decodable {
  /// What the test recorded.
  let curve: Curve
  /// The short trainings that followed; nil where none did.
  let verification: Verification?

  /// The trainings of `lrfinder find --verify`.
  struct Verification: Decodable {
    struct Trial: Decodable {
      let rate: Double
      let seed: Int
      let steps: Int
      let loss: Double?
    }

    let lossBefore: Double
    let trials: [Trial]

    private enum CodingKeys: String, CodingKey {
      case lossBefore = "loss_before"
      case trials
    }
  }

  init(_ file: URL) throws {
    self = try JSONDecoder().decode(Recording.self, from: Data(contentsOf: file))
  }

  init(from decoder: any Decoder) throws {
    enum Key: String, CodingKey { case curve, settings, verified }
    struct Recorded: Decodable {
      let learning_rate: [Double]
      let loss: [Double]
    }
    struct Settings: Decodable { let steps: Int }
    let values = try decoder.container(keyedBy: Key.self)
    let recorded = try values.decode(Recorded.self, forKey: .curve)
    curve = Curve(
      learningRates: recorded.learning_rate, losses: recorded.loss,
      plannedSteps: try values.decode(Settings.self, forKey: .settings).steps)
    verification = try values.decodeIfPresent(Verification.self, forKey: .verified)
  }

  /// Runs the race again with the losses that its trainings had.
  ///
  /// - Parameter answer: The answer of the range test.
  /// - Returns: The race at its end.
  /// - Throws: Where the race asks for a training that was not recorded.
  func race(_ answer: Answer) throws -> RateRace {
    guard let verification else { throw NotRecorded(description: "no --verify was recorded") }
    var race = RateRace(
      answer, of: [curve], budget: 9 * curve.plannedSteps, continues: true,
      lossBefore: verification.lossBefore)
    var remaining = verification.trials[...]
    while !remaining.isEmpty, let trial = race.next {
      let recorded = remaining.removeFirst()
      guard abs(recorded.rate / trial.learningRate - 1) < 1e-6, recorded.seed == trial.seed,
        recorded.steps == trial.steps
      else {
        throw NotRecorded(
          description: "the race asks for \(trial.steps) steps at \(trial.learningRate), and the "
            + "recording has \(recorded.steps) at \(recorded.rate): record it anew")
      }
      race.record(trial, loss: recorded.loss ?? .infinity)
    }
    return race
  }
}

/// A training that a picture needs and that no recording has.
struct NotRecorded: Error, CustomStringConvertible {
  let description: String
}
