import Foundation
import LearningRateFinder
import Testing
import TrainingLogs

/// Rates and losses that are in different places: files, folders, columns, rows.
@Suite struct JoinedLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let rates = [1e-3, 1e-2, 1e-1, 1.0]
  private static let losses = [2.5, 2.25, 1.0, 4.0]

  /// A file of one series.
  private static func series(_ values: [Double], _ line: (Int, Double) -> String) -> String {
    var text = ""
    for (step, value) in values.enumerated() { text += line(step, value) + "\n" }
    return text
  }

  /// A file of both.
  private static func rows(
    _ header: String = "", _ line: (_ step: Int, _ rate: Double, _ loss: Double) -> String
  ) -> String {
    var text = header.isEmpty ? "" : header + "\n"
    for step in 0..<4 { text += line(step, rates[step], losses[step]) + "\n" }
    return text
  }

  /// Two files, of the rates and of the losses, that are one run only together.
  struct Pair: Sendable {
    let rates: String
    let losses: String
    var header = ""
    let line: @Sendable (Int, Double) -> String
    /// What the losses are called, where a line tells that.
    var name = ""
  }

  static let pairs: [Pair] = [
    Pair(
      rates: "run-exp1-tag-lr-Adam.csv", losses: "run-exp1-tag-train_loss.csv",
      header: "Wall time,Step,Value\n", line: { "1700000000.5,\($0),\($1)" }),
    Pair(
      rates: "run-.-tag-lr (1).csv", losses: "run-.-tag-Loss_train.csv",
      header: "Wall time,Step,Value\n", line: { "1700000000,\($0),\($1)" }),
    Pair(rates: "lr.txt", losses: "losses.txt", line: { "\($1)" }),
    Pair(
      rates: "learning_rate.csv", losses: "loss.csv", header: "step,value\n",
      line: { "\($0),\($1)" }),
    Pair(rates: "lr.tsv", losses: "train_loss.tsv", line: { "\($0)\t\($1)" }),
    Pair(
      rates: "a.csv", losses: "b.csv", header: "\"Step\",\"sun-3 - NAME\",\"sun-3 - NAME__MIN\"\n",
      line: { "\"\($0)\",\"\($1)\",\"\($1)\"" }, name: "train/loss"),
    Pair(
      rates: "a.jsonl", losses: "b.jsonl", line: { "{\"step\": \($0), \"NAME\": \($1)}" },
      name: "loss"),
    Pair(rates: "a.log", losses: "b.log", line: { "step \($0): NAME \($1)" }, name: "train loss"),
  ]

  @Test(arguments: pairs, [false, true])
  func twoFilesAreOneRun(pair: Pair, isReversed: Bool) throws {
    let rates = (pair.header + Self.series(Self.rates, pair.line)).replacing("NAME", with: "lr")
    let losses = (pair.header + Self.series(Self.losses, pair.line))
      .replacing("NAME", with: pair.name)
    let paths = [try folder.write(pair.rates, rates), try folder.write(pair.losses, losses)]
    let logs = try CurveLog.read(isReversed ? paths.reversed() : paths)
    #expect(logs.count == 1)
    #expect(logs[0].curve.learningRates == Self.rates)
    #expect(logs[0].curve.losses == Self.losses)
    // The folder says the same.
    #expect(try CurveLog.read(folder.path).map(\.curve) == [logs[0].curve])
  }

  /// One file that holds what several do elsewhere.
  static let forms: [(name: String, text: String)] = [
    // Long tables: a name and a value in columns.
    ("comet.csv", comet), ("neptune.tsv", neptune), ("mlflow.json", mlflow),
    // Steps in any order; all at one step; a run that was resumed: what was written later counts.
    ("shuffled.csv", shuffled),
    ("onestep.csv", rows("step,lr,loss") { "0,\($1),\($2)" }),
    ("resumed.csv", rows("step,lr,loss") { ($0 == 2 ? "2,\($1),9\n" : "") + "\($0),\($1),\($2)" }),
    ("resumed.jsonl", resumed),
    // The rate and the loss some steps apart; held-out rows of the same name.
    ("apart.csv", rows("step,lr,loss") { "\($0 * 10),\($1),\n\($0 * 10 + 9),,\($2)" }),
    ("split.csv", rows("step,split,lr,loss") { "\($0),train,\($1),\($2)\n\($0),val,\($1),9" }),
    // Values as programs write them.
    (
      "tensors.csv",
      rows("lr,loss") {
        "\"[\($1)]\",\"tensor(\($2), device='cuda:0', grad_fn=<NllLossBackward0>)\""
      }
    ),
    (
      "bare-tensors.csv",
      rows("lr,loss") { "np.float64(\($1)),tensor(\($2), device='cuda:0')" }
    ),
    ("lists.jsonl", rows { "{\"lr\": [\($1), \($1)], \"loss\": \"\($2)\", \"step\": \($0)}" }),
    ("percent.csv", rows("lr,loss") { "\($1 * 100)%,'\($2)'" }),
    ("again.csv", rows("step,lr,loss") { ($0 == 2 ? "step,lr,loss\n" : "") + "\($0),\($1),\($2)" }),
    ("markdown.md", rows("| lr | loss |\n|----|:----|") { "| \($1) | \($2) |" }),
    ("pandas.txt", rows("      lr    loss") { "\($0)  \($1)  \($2)" }),
    ("thousands.csv", rows("step,lr,loss") { "\"\($0),000\",\($1),\"\($2)\"" }),
    ("alone.log", rows { "lr: \($1)\nEpoch \($0)/4 - loss: \($2)" }),
    // Equal groups; the loss beside its parts; other names.
    ("groups.csv", rows("lr/pg0,lr/pg1,loss") { "\($1),\($1),\($2)" }),
    ("parts.csv", rows("lr,loss_cls,loss_box,total_loss") { "\($1),1,2,\($2)" }),
    ("fastai.json", "{\"lrs\": \(rates), \"losses\": \(losses)}"),
    ("history.txt", "{'loss': \(losses), 'lr': \(rates), 'val_loss': [None, None, None, None]}"),
    ("pairs.json", "[[0.001, 2.5], [0.01, 2.25], [0.1, 1.0], [1.0, 4.0]]"),
  ]

  private static let comet: String = {
    let ofRates = series(rates) { "lr,\($1),1,\($0),,train" }
    let ofLosses = series(losses) { "loss,\($1),1,\($0),,train" }
    return "metricName,metricValue,timestamp,step,epoch,runContext\n" + ofRates + ofLosses
      + "loss,9,1,1,,validate\n"
  }()
  private static let neptune: String = rows("step\tmetric\tvalue") { step, rate, loss in
    "\(step)\ttrain/lr\t\(rate)\n\(step)\ttrain/loss\t\(loss)\n\(step)\tgrad\t7"
  }
  private static let mlflow: String = {
    let entries = (0..<4).map { step -> String in
      let rate = "{\"key\":\"lr\",\"value\":\(rates[step]),\"step\":\(step)}"
      return rate + ",{\"key\":\"train_loss\",\"value\":\"\(losses[step])\",\"step\":\(step)}"
    }
    return "[" + entries.joined(separator: ",") + "]"
  }()
  private static let shuffled: String = {
    var text = "step,lr,loss\n"
    for step in [2, 0, 3, 1] { text += "\(step),\(rates[step]),\(losses[step])\n" }
    return text
  }()
  private static let resumed: String = {
    var text = ""
    for (step, loss) in [(0, 2.5), (1, 2.25), (2, 9), (1, 2.25), (2, 1), (3, 4)] {
      text += "{\"step\":\(step),\"lr\":\(rates[step]),\"loss\":\(loss)}\n"
    }
    return text
  }()

  @Test(arguments: forms) func isOneRun(name: String, text: String) throws {
    let logs = try CurveLog.read(try folder.write(name, text))
    #expect(logs.count == 1)
    for (rate, expected) in zip(logs[0].curve.learningRates, Self.rates) {
      #expect(abs(rate / expected - 1) < 1e-12)
    }
    #expect(logs[0].curve.losses == Self.losses)
  }

  private static let long = (0..<20).map { 1e-3 * exp2(Double($0)) }

  /// Logs of two runs, whose losses are 0, 1, … and 100, 101, ….
  static let twice: [(name: String, text: String)] = [
    ("appended.csv", "step,lr,loss\n" + two { "\($0),\($1),\($2)" }),
    ("no-steps.csv", "lr,loss\n" + two { _, rate, loss in "\(rate),\(loss)" }),
    ("header.csv", two { ($0 == 0 ? "lr,loss\n" : "") + "\($1),\($2)" }),
    ("lines.jsonl", two { "{\"step\":\($0),\"lr\":\($1),\"loss\":\($2)}" }),
    ("apart.jsonl", two { "{\"step\":\($0),\"lr\":\($1)}\n{\"step\":\($0),\"loss\":\($2)}" }),
    ("train.log", two { "iter \($0): loss \($2), lr \($1)" }),
    (
      "wandb.csv",
      "Step,a-1 - lr,a-1 - loss,b-2 - lr,b-2 - loss\n"
        + run(0) { "\($0),\($1),\($2),\($1),\(100 + $2)" }
    ),
    (
      "shared.csv",
      "lr,a-1 - loss,a-1 - loss__MIN,b-2 - loss,b-2 - loss__MIN\n"
        + run(0) { "\($1),\($2),\($2),\(100 + $2),\(100 + $2)" }
    ),
    ("runs.csv", "run_id,step,lr,loss\n" + two { "x\($2 / 100),\($0),\($1),\($2)" }),
    (
      "short-first.csv",
      "step,lr,loss\n" + run(0) { step, rate, _ in step < 3 ? "\(step),\(rate),7" : "" }
        + two { "\($0),\($1),\($2)" }
    ),
  ]

  private static func run(_ first: Int, _ line: (Int, Double, Int) -> String) -> String {
    var text = ""
    for (step, rate) in long.enumerated() { text += line(step, rate, first + step) + "\n" }
    return text
  }

  private static func two(_ line: (Int, Double, Int) -> String) -> String {
    run(0, line) + run(100, line)
  }

  @Test(arguments: twice) func areTwoRuns(name: String, text: String) throws {
    let logs = try CurveLog.read(try folder.write(name, text))
    #expect(logs.map(\.curve.learningRates) == [Self.long, Self.long])
    #expect(
      logs.map(\.curve.losses) == [0, 100].map { first in (0..<20).map { Double(first + $0) } })
    #expect(Set(logs.map(\.source)).count == 2)
  }

  /// Event files of one folder: a second run, a run that was resumed, a rank that writes only rates.
  @Test func eventFilesOfOneFolder() throws {
    func write(_ name: String, _ steps: Range<Int>, _ loss: Double) throws {
      let writer = try EventFileWriter(directory: "\(folder.path)/\(name)")
      for step in steps {
        try writer.scalars([("lr", Double(Float(Self.long[step]))), ("loss", loss)], step: step)
      }
      try writer.finish(succeeded: true)
    }
    func gather(_ names: [String], in run: String) throws {
      for (number, name) in names.enumerated() {
        let source = "\(folder.path)/\(name)"
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: source).first)
        _ = try folder.write(
          "\(run)/events.out.tfevents.\(number)", try bytes(of: "\(source)/\(file)"))
        try FileManager.default.removeItem(atPath: source)
      }
    }
    try write("a", 0..<20, 1)
    try write("b", 0..<20, 2)
    try gather(["a", "b"], in: "twice")
    let twice = try CurveLog.read("\(folder.path)/twice")
    #expect(twice.map(\.curve.losses) == [1, 2].map { Array(repeating: $0, count: 20) })
    try write("a", 0..<12, 1)
    try write("b", 8..<20, 2)
    try gather(["a", "b"], in: "resumed")
    let resumed = try CurveLog.read("\(folder.path)/resumed")
    #expect(
      resumed.map(\.curve.losses) == [
        Array(repeating: 1, count: 8) + Array(repeating: 2, count: 12)
      ])
    #expect(resumed[0].notes.contains { $0.contains("resumed at step 8") })
  }

  @Test func saysThatStepsNeverMeet() throws {
    let rates = try folder.write("lr.csv", "step,lr\n0,1\n10,2\n20,3\n")
    let losses = try folder.write("loss.csv", "step,loss\n500,1\n510,2\n")
    let error = #expect(throws: LogError.self) { try CurveLog.read([rates, losses]) }
    #expect(
      error?.description
        == "\(losses) with \(rates): no step has both a rate and a loss: 3 rates at steps 0 to 20, "
        + "2 losses at steps 500 to 510")
  }

  /// A log that has no partner says what it lacks.
  @Test func needsBoth() throws {
    let rates = try folder.write("x.csv", "step,lr\n0,1\n10,2\n")
    #expect(throws: LogError.self) { try CurveLog.read([rates, rates]) }
    let whole = try folder.write("whole.csv", "lr,loss\n1,2\n2,3\n")
    let error = #expect(throws: LogError.self) { try CurveLog.read([whole, rates]) }
    #expect(error?.description.hasPrefix("\(rates): no losses: expected loss,") == true)
  }

  /// Schedules are no runs, however often their rates go down.
  @Test(arguments: ["step,lr,loss", "lr,loss"], ["wave", "decay", "triangle"])
  func schedulesAreNoRangeTests(header: String, shape: String) throws {
    var text = header + "\n"
    for step in 0..<40 {
      let x = Double(step)
      let rate =
        switch shape {
        case "wave": 1.5 + sin(x / 6)
        case "decay": exp2(-x)
        default: step < 20 ? x + 1 : 41 - x
        }
      text += header == "lr,loss" ? "\(rate),2\n" : "\(step),\(rate),2\n"
    }
    let path = try folder.write("a.csv", text)
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(error?.description.contains("the rate goes down") == true)
  }

  /// One column is the losses where the ramp is known, and steps may stand beside them.
  @Test(arguments: ["5\n6\n7\n", "0 5\n1 6\n2 7\n", "[5, 6, 7]", "loss: 5\nloss: 6\nloss: 7\n"])
  func lossesAlone(text: String) throws {
    let ramp = try Ramp(from: 1e-4, to: 1, steps: 3)
    let curve = try CurveLog.read(
      try folder.write("numbers.txt", text), LogOptions(ramp: ramp))[0].curve
    #expect(curve.learningRates == Array(ramp) && curve.losses == [5, 6, 7])
  }
}
