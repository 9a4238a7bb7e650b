import Foundation
import Testing

@testable import LearningRateFinder

/// What a sentence states holds on the curve that it is about, within the noise.
@Suite struct VerdictWordsTests {
  /// Falls, rises, blows up, stays, in any order and at any place.
  private func curve(seed: Int) throws -> Curve {
    var generator = SeededGenerator(seed: UInt64(seed))
    func draw(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    let (fall, rise) = (draw(-5...1), draw(-6...2))
    let (gain, height) = (seed % 3 == 0 ? 0 : draw(0.1...2), seed % 4 == 0 ? 0 : draw(0.1...9))
    let noise = exp(draw(-6 ... -1))
    let rates = try Ramp(from: 1e-6, to: 10, steps: Int(draw(40...200))).map(\.self)
    let losses = rates.map { rate in
      let x = log10(rate)
      let blown = exp(min(2.5 * (x - rise), 20))
      return 2 - gain / (1 + exp(-4 * (x - fall))) + height * blown + noise * draw(-1...1)
    }
    return Curve(learningRates: rates, losses: losses)
  }

  @Test(arguments: 0..<300) func sentencesAreTrue(seed: Int) throws {
    let reading = CurveReading(try curve(seed: seed))
    let (verdict, seen) = (reading.verdict, reading.verdict.evidence)
    let losses = reading.points.losses
    let rates = reading.points.learningRates
    let start = try #require(seen.start)
    let noise = try #require(seen.noise)
    func mean(near rate: Double) -> Double {
      let near = rates.indices.filter { abs(log(rates[$0] / rate)) < 0.3 }
      return near.map { losses[$0] }.median ?? .nan
    }
    switch verdict.code {
    case .good, .neverDiverged:
      // "falls from … to …, lowest at a rate of …"
      let lowest = try #require(seen.lowest)
      #expect(lowest < start - 0.5 * noise)
      #expect(mean(near: try #require(seen.lowestRate)) < start)
    case .flat:
      // "stays near … up to a rate of …": nine of ten losses before that are where it began.
      let end = seen.riseRate ?? .infinity
      let before = zip(rates, losses).filter { $0.0 < end }.map(\.1)
      let high = try #require(before.quantile(0.9)) - start
      #expect(high < max(6 * noise, 0.2 * ((losses.quantile(0.9) ?? start) - start)))
    case .divergedFromTheStart:
      // "rises without having fallen": where it ends it stands above where it began.
      #expect((losses.suffix(5).median ?? 0) > start)
    case .fallsLate, .fallsTwice, .tooNoisy, .tooShort, .verified: break
    }
    #expect(!verdict.reason.contains("unknown") && !verdict.reason.contains("nan"))
  }

  @Test(arguments: Verdict.Code.allCases) func everyCodeHasASentenceAlsoOfNothing(
    code: Verdict.Code
  ) {
    let verdict = Verdict(code: code)
    #expect(!verdict.reason.isEmpty && !verdict.reason.hasSuffix("."))
    #expect((verdict.remedy == nil) == (code == .good || code == .verified))
  }
}
