extension Verdict {
  /// Why, in one sentence without a period, of all runs that agree.
  public var reason: String {
    let sentence = "the loss \(clause)"
    switch code {
    case .tooShort, .verified: return clause
    default: break
    }
    if runs == 1 { return sentence }
    return agreeing == runs
      ? "in all \(runs) runs \(sentence)" : "in \(agreeing) of \(runs) runs \(sentence)"
  }

  /// What would help, in one sentence without a period; nil where nothing is wrong.
  public var remedy: String? {
    switch code {
    case .verified, .good: nil
    case .neverDiverged: "a higher last rate"
    case .flat:
      "more steps, larger batches or a higher last rate; a deep network may need normalization or "
        + "another initialization to move at all"
    case .fallsLate: "more steps: in a slower ramp it begins to fall at smaller rates"
    case .fallsTwice:
      "more steps, so that the rates rise more slowly, or normalization, clipped gradients or "
        + "another initialization"
    case .divergedFromTheStart:
      "a first rate a thousand times smaller; if that does not help, look at the scale of the "
        + "inputs and at the initialization"
    case .tooNoisy: "larger batches, more steps, or several runs"
    case .tooShort: "at least 50 steps; 100 are the default"
    }
  }

  /// The end of "the loss …".
  private var clause: String {
    let seen = evidence
    let last = seen.lastRate.map { "a rate of \($0.brief)" } ?? "the last rate"
    let descent = "falls from \(seen.start.words) to \(seen.lowest.words)"
    let lowestRate = seen.lowestRate.map { ", lowest at a rate of \($0.brief)" } ?? ""
    switch code {
    case .verified:
      let rate = seen.verifiedRate.map { " of \($0.brief)" } ?? ""
      let count = seen.trials.map { "\($0) short trainings" } ?? "short trainings"
      return "\(count) from the same weights chose the rate\(rate)"
    case .good:
      return "\(descent)\(lowestRate), and \(seen.hasBlownUp ? "diverges" : "rises again")"
    case .neverDiverged:
      return "\(descent) and does not rise again up to \(last), so that higher rates may be better "
        + "still"
    case .flat:
      let noise = seen.noise.flatMap { noise in
        noise > 0 ? " (give or take \(noise.brief(digits: 1)))" : nil
      }
      let end =
        if let rise = seen.riseRate {
          "a rate of \(rise.brief), and \(seen.hasBlownUp ? "blows up" : "rises") from there"
        } else { last + (seen.hasBlownUp ? ", where it blows up" : "") }
      return "stays near \(seen.start.words)\(noise ?? "") up to \(end)"
    case .fallsLate:
      let place = seen.fallRate.map { "at a rate of \($0.brief)" } ?? "late"
      return "falls only \(place), just before it \(seen.hasBlownUp ? "blows up" : "rises again")"
    case .fallsTwice:
      func place(_ loss: Double?, _ rate: Double?) -> String {
        loss.words + (rate.map { " at a rate of \($0.brief)" } ?? "")
      }
      return "falls to \(place(seen.firstLowest, seen.firstLowestRate)), rises to "
        + "\(seen.between.words) and falls again, to \(place(seen.lowest, seen.lowestRate)): which "
        + "descent counts cannot be seen"
    case .divergedFromTheStart:
      guard let rate = seen.riseRate ?? seen.firstRate else { return "is NaN or infinite at once" }
      return "\(seen.hasBlownUp ? "blows up" : "rises") without having fallen, from a rate of "
        + "\(rate.brief) on"
    case .tooNoisy:
      return
        "differs by \(seen.noise.words) from one mini-batch to the next, too much to see where "
        + "it falls and rises"
    case .tooShort:
      return
        "the curve has \(seen.points) points, and \(ReadingParameters.standard.leastPoints) are "
        + "the fewest that show a descent and a rise"
    }
  }
}

extension Double? {
  /// The number with three digits; a word where it is not known.
  fileprivate var words: String { map { $0.brief(digits: 3) } ?? "an unknown loss" }
}
