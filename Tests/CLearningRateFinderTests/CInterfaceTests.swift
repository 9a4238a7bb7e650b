import CLearningRateFinder
import Foundation
import LRFinderHeader
import LearningRateFinder
import RunFolders
import Testing

/// The C functions, called as C calls them.
@Suite struct CInterfaceTests {
  @Test func linked() { #expect(interfaceVersion() == UInt32(LRFINDER_INTERFACE_VERSION)) }

  /// The loss of a model with one weight that starts at 1: it falls, and blows up above a rate of 2.
  private struct Slope {
    var weight = 1.0
    mutating func step(_ rate: Double) -> Double {
      let loss = weight * weight / 2 + 0.1
      weight -= rate * weight
      return loss
    }
  }

  private func plan(_ change: (inout lrfinder_plan) -> Void = { _ in }) -> lrfinder_plan {
    var plan = lrfinder_plan()
    #expect(lrfinder_plan_init(&plan, MemoryLayout<lrfinder_plan>.size) == LRFINDER_OK)
    change(&plan)
    return plan
  }

  private func object(_ text: UnsafeMutablePointer<CChar>?) throws -> NSDictionary {
    defer { lrfinder_string_free(text) }
    let data = Data(String(cString: try #require(text)).utf8)
    return try #require(JSONSerialization.jsonObject(with: data) as? NSDictionary)
  }

  /// A value as text: numbers to twelve digits, and without what is null, which may be left out.
  private func plain(_ value: Any?) -> String {
    switch value {
    case let object as NSDictionary:
      let members = object.allKeys.compactMap { key -> String? in
        let text = plain(object[key])
        return text.isEmpty ? nil : "\(key): \(text)"
      }
      return "{\(members.sorted().joined(separator: ", "))}"
    case let array as NSArray: return "[\(array.map(plain).joined(separator: ", "))]"
    case let number as NSNumber: return number.doubleValue.brief(digits: 12)
    case let text as String: return text
    default: return ""
    }
  }

  @Test(arguments: [0.0, 10.0]) func findingsAreThoseOfTheCore(verifyBudget: Double) throws {
    var asked = plan { $0.verify_budget = verifyBudget }
    asked.gradient_age = 0
    var handle: OpaquePointer?
    #expect(lrfinder_search_create(&asked, &handle) == LRFINDER_OK)
    var search = Search(
      SearchPlan(
        try Ramp(from: 1e-7, to: 10, steps: 100), gradientAge: GradientAge.none, adaptBudget: 20,
        verification: verifyBudget == 0 ? nil : .init(budget: verifyBudget)))
    var slope = Slope()
    var task = lrfinder_task()
    while lrfinder_search_next(handle, &task) == LRFINDER_OK, task.kind != Int32(LRFINDER_DONE) {
      if task.kind == Int32(LRFINDER_BEGIN) {
        guard case .begin(let run) = search.next else { Issue.record("no run"); return }
        #expect(Int(task.seed) == run.seed && Int(task.steps) == run.steps)
        slope = Slope()
        search.begin()
        #expect(lrfinder_search_begin(handle) == LRFINDER_OK)
      } else {
        #expect(search.next == .train(learningRate: task.rate))
        let loss = slope.step(task.rate)
        search.record(loss: loss)
        // Both ways say the same.
        if search.steps.isMultiple(of: 2) {
          #expect(lrfinder_search_record(handle, loss) == LRFINDER_OK)
        } else {
          var following = lrfinder_task()
          #expect(lrfinder_search_record_and_next(handle, loss, &following) == LRFINDER_OK)
          var again = lrfinder_task()
          #expect(lrfinder_search_next(handle, &again) == LRFINDER_OK)
          #expect(following.kind == again.kind && following.rate == again.rate)
        }
      }
    }
    #expect(search.next == .done)
    let findings = try #require(search.findings)
    #expect(findings.learningRate != nil)
    var text: UnsafeMutablePointer<CChar>?
    #expect(lrfinder_search_findings(handle, &text) == LRFINDER_OK)
    let found = try object(text)
    // The document of the command is made by Foundation, from the same values.
    let document = try ResultDocument(findings, settings: [:], timing: nil).json()
    let expected = try #require(
      JSONSerialization.jsonObject(with: Data(document.utf8)) as? NSDictionary)
    for key in ["suggestion", "peak", "range", "verdict", "curve_verdict", "rules", "verified"] {
      #expect(plain(found[key]) == plain(expected[key]), "\(key)")
    }
    let curve = try #require((found["curves"] as? [NSDictionary])?.first)
    let columns = try #require(expected["curve"] as? NSDictionary)
    for (key, value) in columns where key as? String != "step" {
      #expect(plain(curve[key]) == plain(value), "\(key)")
    }
    lrfinder_search_free(handle)
  }

  @Test func callsOutOfOrderAreErrors() throws {
    var asked = plan()
    var handle: OpaquePointer?
    #expect(lrfinder_search_create(&asked, &handle) == LRFINDER_OK)
    #expect(lrfinder_search_record(handle, 1) == LRFINDER_ORDER)
    #expect(
      String(cString: lrfinder_last_error())
        == "a loss was recorded that was not asked for; the search waits for a run to begin")
    #expect(lrfinder_search_record_held_out(handle, 1) == LRFINDER_ORDER)
    var text: UnsafeMutablePointer<CChar>?
    #expect(lrfinder_search_findings(handle, &text) == LRFINDER_NOTHING)
    #expect(lrfinder_search_begin(handle) == LRFINDER_OK)
    #expect(lrfinder_search_begin(handle) == LRFINDER_ORDER)
    lrfinder_search_free(handle)
    lrfinder_search_free(handle)
    #expect(lrfinder_search_record(handle, 1) == LRFINDER_HANDLE)
    #expect(lrfinder_search_stop(nil) == LRFINDER_HANDLE)
    #expect(lrfinder_search_stop(OpaquePointer(bitPattern: UInt.max)) == LRFINDER_HANDLE)
  }

  static let senseless: [@Sendable (inout lrfinder_plan) -> Void] = [
    { $0.from = -1 }, { $0.from = .nan }, { $0.to = 1e-9 }, { $0.to = .infinity },
    { $0.steps = 1 }, { $0.steps = .max }, { $0.steps = .min }, { $0.runs = 0 },
    { $0.runs = .max }, { $0.adapt_budget = .nan }, { $0.adapt_budget = 1e300 },
    { $0.verify_budget = 0.5 }, { $0.verify_budget = .infinity }, { $0.gradient_age = -1 },
    { $0.held_out_every = -1 }, { $0.size = 7 },
  ]

  @Test(arguments: senseless.indices) func aSenselessPlanIsAnError(index: Int) {
    var asked = plan(Self.senseless[index])
    var handle: OpaquePointer?
    #expect(lrfinder_search_create(&asked, &handle) == LRFINDER_ARGUMENT)
    #expect(handle == nil)
    #expect(!String(cString: lrfinder_last_error()).isEmpty)
  }

  @Test func recordedCurvesAreRead() throws {
    var slope = Slope()
    let rates = Array(try Ramp(from: 1e-5, to: 10, steps: 60))
    let losses = rates.map { slope.step($0) }
    var text: UnsafeMutablePointer<CChar>?
    #expect(lrfinder_analyze(rates, losses, [60], 1, .nan, &text) == LRFINDER_OK)
    let expected = Answer(Curve(learningRates: rates, losses: losses)).suggestion?.learningRate
    let suggestion = try object(text)["suggestion"] as? NSDictionary
    #expect(suggestion?["learning_rate"] as? Double == expected)
    #expect(lrfinder_analyze(losses, rates, [60], 1, .nan, &text) == LRFINDER_ARGUMENT)
    #expect(lrfinder_analyze(rates, losses, [0], 1, .nan, &text) == LRFINDER_NOTHING)
    #expect(lrfinder_analyze(rates, losses, nil, 1, .nan, &text) == LRFINDER_ARGUMENT)
  }
}
