internal import LearningRateFinder

// The members are those of `result.json`, which `lrfinder.h` lists.

extension Findings {
  /// Everything as one JSON object.
  var json: String {
    var members: [(key: String, value: JSONValue)] = [
      ("suggestion", answer.suggestion.json), ("peak", answer.peak.json),
      ("range", answer.range.json), ("verdict", verdict.json),
    ]
    if verdict != answer.verdict { members.append(("curve_verdict", answer.verdict.json)) }
    members += [
      ("rules", .object(answer.rules.map { ($0.name, JSONValue($0.learningRate)) })),
      ("disagreement", JSONValue(answer.disagreement)), ("curves", .array(curves.map(\.json))),
    ]
    if let race { members.append(("verified", race.json)) }
    members += [
      ("notes", .array(notes.map(JSONValue.text))), ("steps", .integer(steps)),
      ("is_complete", .bool(isComplete)),
    ]
    return JSONValue.object(members).line
  }

  /// What was tried before, and what was left out, a sentence each.
  private var notes: [String] {
    attempts.map { attempt in
      "\(attempt.verdict.code.rawValue): \(attempt.verdict.reason); tried again \(attempt.change)"
    }
      + omissions.map { omission in
        switch omission {
        case .interruptedTest(let steps):
          "a range test that was stopped after \(steps) steps was left out"
        case .interruptedTrial(let steps):
          "a short training that was stopped after \(steps) steps was left out"
        }
      }
  }
}

extension Answer.Suggestion? {
  fileprivate var json: JSONValue {
    map {
      .object([
        ("learning_rate", .init($0.learningRate)), ("low", .init($0.low)), ("high", .init($0.high)),
      ])
    } ?? .null
  }
}

extension Answer.CyclicalRange? {
  fileprivate var json: JSONValue {
    map { .object([("low", .init($0.low)), ("high", .init($0.high))]) } ?? .null
  }
}

extension Verdict {
  fileprivate var json: JSONValue {
    .object([
      ("code", .text(code.rawValue)), ("reason", .text(reason)), ("remedy", .init(remedy)),
      ("evidence", evidence.json), ("runs", .integer(runs)), ("agreeing", .integer(agreeing)),
    ])
  }
}

extension Verdict.Evidence {
  fileprivate var json: JSONValue {
    let numbers: [(String, Double?)] = [
      ("firstRate", firstRate), ("lastRate", lastRate), ("start", start), ("noise", noise),
      ("lowest", lowest), ("lowestRate", lowestRate), ("fallRate", fallRate),
      ("riseRate", riseRate), ("firstLowest", firstLowest), ("firstLowestRate", firstLowestRate),
      ("between", between), ("verifiedRate", verifiedRate),
    ]
    // What was not seen is left out.
    return .object(
      [("points", .integer(points)), ("hasBlownUp", .bool(hasBlownUp))]
        + numbers.compactMap { name, value in value.map { (name, JSONValue($0)) } }
        + (trials.map { [("trials", .integer($0))] } ?? []))
  }
}

extension Curve {
  fileprivate var json: JSONValue {
    let reading = CurveReading(self)
    var members: [(key: String, value: JSONValue)] = [
      ("learning_rate", .init(learningRates)), ("loss", .init(losses)),
      ("smoothed_loss", .array(learningRates.map { .init(reading.smoothedLoss(at: $0)) })),
      ("outcome", .init(outcome?.rawValue)), ("planned_steps", .integer(plannedSteps)),
    ]
    if !validationLosses.isEmpty {
      members.append(("validation_loss", .array(indices.map { .init(validationLoss(at: $0)) })))
    }
    return .object(members)
  }
}

extension RateRace {
  fileprivate var json: JSONValue {
    let verified = verifiedRate
    var reason: String?
    if case .unverified(let sentence) = outcome { reason = sentence }
    let trials = results.map { result in
      JSONValue.object([
        ("rate", .init(result.trial.learningRate)), ("seed", .integer(result.trial.seed)),
        ("steps", .integer(result.trial.steps)), ("loss", .init(result.loss)),
      ])
    }
    return .object([
      ("rate", .init(verified?.learningRate)), ("low", .init(verified?.interval.low)),
      ("high", .init(verified?.interval.high)), ("peak", .init(verified?.peak)),
      ("reason", .init(reason)), ("loss_before", .init(lossBefore)), ("steps", .integer(steps)),
      ("trials", .array(trials)),
    ])
  }
}
