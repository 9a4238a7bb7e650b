import Foundation
import LearningRateFinder
import Testing
import TrainingLogs

/// Tables and JSON: the same numbers in every form give the same curve.
@Suite struct TextLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let rates = [1e-3, 1e-2, 1e-1, 1.0]
  private static let losses = [2.5, 2.25, 1.0, 4.0]

  static let forms: [(name: String, text: String)] = [
    ("a.csv", "step,learning_rate,loss\n0,1e-3,2.5\n1,1e-2,2.25\n2,1e-1,1\n3,1,4\n"),
    ("a.tsv", "loss\tx\tLR\n2.5\ta\t1e-3\n2.25\tb\t1e-2\n1.0\tc\t1e-1\n4\td\t1\n"),
    ("semicolons.txt", "train_loss;lr\n2.5;.001\n2.25;.01\n1;.1\n4;1.\n"),
    ("crlf.csv", "\u{FEFF}lr,loss\r\n1e-3,2.5\r\n1e-2,2.25\r\n1e-1,1\r\n1,4\r\n"),
    ("quoted.csv", "\"a, b\",lr,loss\n\"x\ny\",1e-3,2.5\n,1e-2,2.25\n,1e-1,1\n,1,4\n"),
    // Lightning: the rate and the loss of a step in rows of their own, in either order.
    (
      "metrics.csv",
      "lr-SGD,lr-SGD-momentum,step,train_loss\n1e-3,0.9,0,\n,,0,2.5\n,,1,2.25\n1e-2,0.9,1,\n"
        + "1e-1,0.9,2,\n1,0.9,3,\n,,2,1\n,,3,4\n"
    ),
    (
      "a.jsonl",
      #"{"lr": 1e-3, "loss": 2.5, "note": "a \" b", "nested": {"loss": 7}}"# + "\n"
        + #"{"lr":0.01,"loss":2.25}"# + "\n\n" + #"{"loss":1, "lr":1e-1, "x":[1,[2]]}"# + "\n"
        + #"{"loss":4,"lr":1,"ok":true,"none":null}"#
    ),
    (
      "steps.jsonl",
      #"{"step": 0, "learning_rate": 1e-3}"# + "\n" + #"{"step": 0, "train/loss": 2.5}"# + "\n"
        + #"{"step": 1, "learning_rate": 1e-2, "train/loss": 2.25}"# + "\n"
        + #"{"step": 2, "train/loss": 1, "val/loss": 9, "learning_rate": 0.1}"# + "\n"
        + #"{"step": 3, "train/loss": 4, "learning_rate": 1}"# + "\n"
    ),
    (
      "trainer_state.json",
      """
      {"best_metric": null, "epoch": 1.0, "log_history": [
        {"epoch": 0.1, "loss": 2.5, "learning_rate": 0.001, "step": 1},
        {"loss": 2.25, "learning_rate": 0.01, "step": 2},
        {"eval_loss": 3, "step": 2},
        {"loss": 1.0, "learning_rate": 0.1, "step": 3},
        {"loss": 4.0, "learning_rate": 1.0, "step": 4},
        {"train_loss": 2.4, "step": 4}], "max_steps": 4}
      """
    ),
    (
      "records.json",
      #"[{"lr":1e-3,"loss":2.5},{"lr":1e-2,"loss":2.25},{"lr":0.1,"loss":1},{"lr":1,"loss":4}]"#
    ),
    (
      "comments.csv",
      "# made by hand\n#\n\n# lr, loss and more\nlr,loss\n1e-3,2.5\n1e-2,2.25\n1e-1,1\n1,4\n"
    ),
    // NumPy's savetxt has the names in a comment.
    ("savetxt.txt", "# loss lr\n2.5 1e-3\n2.25 1e-2\n1.0 1e-1\n4 1\n"),
    ("savetxt.csv", "# by me\r\n#loss, lr\r\n2.5,1e-3\r\n2.25,1e-2\r\n1.0,1e-1\r\n4,1\r\n"),
    ("hash.csv", "#n,lr,loss\n,1e-3,2.5\na,1e-2,2.25\nb,1e-1,1\nc,1,4\n"),
    (
      "columns.txt",
      "  step     lr   loss \n     0  0.001    2.5\n     1   0.01   2.25  \n\n   \n"
        + "     2    0.1      1\r\n     3      1      4"
    ),
    ("commas.csv", "lr;loss;n\n0,001;2,5;1.000\n1,0e-2;2,25;\n,1;1;nan\n1;4,0;\n"),
    (
      "nested.jsonl",
      #"{"config":{"lr":9},"train":{"lr":1e-3,"loss":2.5},"val":{"loss":7}}"# + "\n"
        + #"{"train":{"loss":2.25,"lr":0.01,"x":{"loss":3}}}"# + "\n"
        + #"{"train":{"lr":0.1,"loss":1}}"# + "\n" + #"{"train":{"lr":1,"loss":4}}"#
    ),
    (
      "inside-out.jsonl",
      #"{"step":0,"loss":{"train":2.5,"val":7}}"# + "\n"
        + #"{"step":0,"lr":{"group0":1e-3}}"# + "\n"
        + #"{"step":1,"loss":{"train":2.25},"lr":{"group0":1e-2}}"# + "\n"
        + #"{"step":2,"loss":{"train":1},"lr":{"group0":0.1}}"# + "\n"
        + #"{"step":3,"loss":{"train":4},"lr":{"group0":1}}"#
    ),
    ("columns.json", #"{"lr": [1e-3, 0.01, 0.1, 1], "loss": [2.5, 2.25, 1, 4], "x": ["a"]}"#),
    (
      "result.json",
      #"{"suggestion": null, "curve": {"step": [0, 1, 2, 3], "learning_rate": [1e-3, 0.01, 0.1, 1], "#
        + #""loss": [2.5, 2.25, 1, 4]}}"#
    ),
  ]

  @Test(arguments: forms)
  func givesTheSameCurve(name: String, text: String) throws {
    let logs = try CurveLog.read(try folder.write(name, text))
    #expect(logs.count == 1)
    #expect(logs[0].curve.learningRates == Self.rates)
    #expect(logs[0].curve.losses == Self.losses)
    #expect(logs[0].curve.outcome == .completed)
    #expect(logs[0].notes.isEmpty)
  }

  static let meanings: [(text: String, rates: [Double], losses: [Double], outcome: Curve.Outcome)] =
    [
      // A loss that is no number ends the curve; a rate that is none is missing.
      ("lr,loss\n1,2\n2,nan\n3,1\n", [1], [2], .notFinite),
      ("lr,loss\n1,2\n2,-Infinity\n", [1], [2], .notFinite),
      ("lr,loss\n1,2\nNaN,3\n3,1\n", [1, 3], [2, 1], .completed),
      ("lr,loss\n1,2\n,3\n2,\n3,1\n", [1, 3], [2, 1], .completed),
      // A step twice in succession: as it was written last. A rate twice: two points.
      ("step,lr,loss\n0,1,2\n1,2,3\n1,2,5\n2,3,1\n", [1, 2, 3], [2, 5, 1], .completed),
      ("step,lr,loss\n0,1,2\n1,1,3\n2,3,1\n", [1, 1, 3], [2, 3, 1], .completed),
      ("lr,loss\n1,2\n1,3\n3,1\n", [1, 1, 3], [2, 3, 1], .completed),
      // Steps with only one of both, logged at different intervals.
      (
        "step,lr,loss\n0,1,\n1,2,\n1,,5\n2,3,\n3,4,\n3,,6\n", [2, 4], [5, 6], .completed
      ),
      // Steps that start over with every epoch.
      (
        "step,lr,loss\n0,1,\n0,,5\n1,2,\n1,,6\n0,3,\n0,,7\n1,4,\n1,,8\n", [1, 2, 3, 4],
        [5, 6, 7, 8], .completed
      ),
    ]

  @Test(arguments: meanings)
  func meaning(text: String, rates: [Double], losses: [Double], outcome: Curve.Outcome) throws {
    let curve = try CurveLog.read(try folder.write("a.csv", text))[0].curve
    #expect(curve.learningRates == rates)
    #expect(curve.losses == losses)
    #expect(curve.outcome == outcome)
  }

  static let bad: [(name: String, text: String, message: String)] = [
    ("a.csv", "", "is empty"),
    ("a.csv", "lr,loss\n", "no step has both a rate and a loss"),
    (
      "a.csv", "lr,loss\n1e-3,2\n1e-2,2\n1e-3,2\n",
      "line 4: the rate goes down, from 0.01 to 0.001; expected a range test, whose rates grow"
    ),
    (
      "a.csv", "step,lr,loss\n7,2,2\n8,1,2\n9,3,1\n",
      "step 8: the rate goes down, from 2.0 to 1.0; expected a range test, whose rates grow"
    ),
    (
      "a.csv", "lr,loss\n0,2\n0,3\n",
      "the rate is 0 at every step; expected a range test, whose rates grow"
    ),
    ("a.csv", "lr,loss\n1,2\n0,2\n", "line 3: a learning rate is above 0, not 0.0"),
    ("a.csv", "lr,loss\n-1,2\n", "line 2: a learning rate is above 0, not -1.0"),
    ("a.csv", "lr,loss\ninf,2\n", "line 2: a learning rate is above 0, not inf"),
    ("a.csv", "lr,loss\n1,two\n", "line 2: 'two' is no number"),
    ("a.csv", "lr,loss\n1,2\n1,2,3\n2,3\n", "line 3: 3 fields, expected 2"),
    ("a.csv", "lr,loss\n\"1,2\n", "line 2: a quote is not closed"),
    ("a.csv", "# a\n\n# b\nlr,loss\n1,2\n2,two\n", "line 6: 'two' is no number"),
    ("a.csv", "lr  loss\n1 2\n2 3 4\n", "line 3: 3 fields, expected 2"),
    // Only semicolons leave the commas to the numbers.
    ("a.tsv", "lr\tloss\n0,1\t2\n", "line 2: '0,1' is no number"),
    // Three columns, one, and steps: who knows what they are.
    ("a.csv", "0,0.1,2\n1,0.2,3\n", "has no header: \(aHeader)"),
    ("a.csv", "2\n3\n", "has no header: \(aHeader)"),
    ("a.csv", "0,2.5\n1,2.25\n", "has no header: \(aHeader)"),
    ("a.csv", "# made today\n1,2,3\n", "has no header: \(aHeader)"),
    (
      "a.csv", "2.5,0.1\n2.25,0.2\n",
      "line 2: the rate goes down, from 2.5 to 2.25; expected a range test, whose rates grow; a "
        + "header such as lr,loss says which column is which"
    ),
    (
      "a.csv", "-0.5,0.1\n",
      "line 1: a learning rate is above 0, not -0.5; a header such as lr,loss says which column is "
        + "which"
    ),
    (
      "a.csv", "lr,loss\n1,2\n1,3\n1,4\n",
      "the rate is 1.0 at every step; expected a range test, whose rates grow"
    ),
    (
      "a.csv", "epoch,loss\n0,2\n",
      "no learning rates: name them with --rate-tag (found epoch, loss), or give the exponential "
        + "ramp that they were with --from, --to and --steps"
    ),
    (
      "a.csv", "lr,accuracy\n1,2\n",
      "no losses: expected loss, train_loss, training_loss, train/loss, loss_step, "
        + "train_loss_step, train/loss_step, batch_loss, epoch_loss, or --loss-tag to name them; "
        + "found accuracy, lr"
    ),
    (
      "a.csv", "lr,loss/g,loss/d\n1,2,3\n",
      "several could be the loss, choose one with --loss-tag: loss/d, loss/g"
    ),
    (
      "a.jsonl", "{\"lr\":2,\"loss\":2}\n{\"lr\":1,\"loss\":2}\n",
      "line 2: the rate goes down, from 2.0 to 1.0; expected a range test, whose rates grow"
    ),
    ("a.json", "{\"log_history\": [{\"loss\": 1, ", "byte 29: expected a name in quotes"),
    ("a.json", "[1, true]", "byte 8: expected an object"),
    ("a.json", "[1, 2]", "has no header: \(aHeader)"),
  ]

  private static let aHeader = "expected the names of the columns, such as lr,loss"

  @Test(arguments: bad)
  func badInput(name: String, text: String, message: String) throws {
    let path = try folder.write(name, text)
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(error?.description == "\(path): \(message)")
  }

  @Test(arguments: [
    ("a.csv", "lr,loss\n1,2\n2,3\n3"),
    ("a.jsonl", "{\"lr\":1,\"loss\":2}\n{\"lr\":2,\"loss\":3}\n{\"lr"),
  ])
  func lastLineThatWasNotFinished(name: String, text: String) throws {
    let path = try folder.write(name, text)
    let log = try CurveLog.read(path)[0]
    #expect(log.curve.losses == [2, 3])
    #expect(log.notes == ["\(path): the last line was not finished and is left out"])
  }

  @Test func missingFile() {
    let error = #expect(throws: LogError.self) { try CurveLog.read("nowhere.csv") }
    #expect(error?.description == "nowhere.csv: no such file")
  }

  @Test func namesThatWereAskedFor() throws {
    let path = try folder.write("a.csv", "speed,lr,Value,loss\n1,9,5,0\n2,8,6,0\n")
    let curve = try CurveLog.read(path, LogOptions(lossTag: "value", rateTag: "speed"))[0].curve
    #expect(curve.learningRates == [1, 2])
    #expect(curve.losses == [5, 6])
    let error = #expect(throws: LogError.self) {
      try CurveLog.read(path, LogOptions(lossTag: "cost"))
    }
    #expect(
      error?.description
        == "\(path): nothing is called 'cost' (--loss-tag): found Value, loss, lr, speed")
  }

  @Test(arguments: [
    ("loss\n5\n6\n7\n", [0, 1, 2]),
    ("step,loss\n0,5\n2,6\n4,7\n", [0, 2, 4]),
    // Steps from 1, as they were before and after the update.
    ("step,loss\n1,5\n2,6\n3,7\n", [0, 1, 2]),
    // The mean of two steps, written after them.
    ("step,loss\n2,5\n4,6\n5,7\n", [2, 4, 4]),
  ])
  func ratesOfARamp(text: String, steps: [Int]) throws {
    let ramp = try Ramp(from: 1e-4, to: 1, steps: 5)
    let path = try folder.write("a.csv", text)
    let curve = try CurveLog.read(path, LogOptions(ramp: ramp))[0].curve
    #expect(curve.learningRates == steps.map { ramp[$0] })
    #expect(curve.losses == [5, 6, 7])
  }

  @Test(arguments: [("0", 9), ("1", Int.min)])
  func stepOutsideTheRamp(first: String, step: Int) throws {
    let path = try folder.write("a.csv", "step,loss\n\(first),5\n\(step),6\n")
    let ramp = try Ramp(from: 1e-4, to: 1, steps: 5)
    let error = #expect(throws: LogError.self) { try CurveLog.read(path, LogOptions(ramp: ramp)) }
    #expect(
      error?.description
        == "\(path): step \(step): the ramp has only 5 steps: expected --steps to be as many as "
        + "the test was to make")
  }

  @Test func curvesInCurvesAreNoCurves() throws {
    let depth = 200_000
    let text =
      String(repeating: #"{"curve":"#, count: depth) + "1" + String(repeating: "}", count: depth)
    let path = try folder.write("a.json", text)
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(error?.description.hasPrefix("\(path): no losses") == true)
  }
}
