import Foundation
import LearningRateFinder
import Testing

@testable import TrainingLogs

/// Losses on held-out examples beside those of the training.
@Suite struct ValidationLossTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Four steps, of which the second and the last were validated.
  static let forms: [(name: String, text: String)] = [
    (
      "curve.csv",
      "step,learning_rate,loss,validation_loss\n0,1e-3,2.5,\n1,1e-2,2.25,3.5\n2,1e-1,1,\n3,1,4,5\n"
    ),
    // Keras' CSVLogger with a validation_freq, and loggers that write NaN where there is nothing.
    (
      "training.log",
      "epoch,learning_rate,loss,val_loss\n0,1e-3,2.5,NA\n1,1e-2,2.25,3.5\n2,1e-1,1,nan\n3,1,4,5\n"
    ),
    ("words.tsv", "Loss/val\tLoss/train\tlr\n-\t2.5\t1e-3\n3.5\t2.25\t.01\n-\t1\t.1\n5\t4\t1\n"),
    // Lightning: at the end of an epoch, in a row of its own, whose step need not be logged.
    (
      "metrics.csv",
      "epoch,lr-SGD,step,train_loss_epoch,train_loss_step,val_loss_epoch,val_loss_step\n"
        + ",1e-3,0,,,,\n0,,0,,2.5,,\n,1e-2,50,,,,\n0,,50,,2.25,,\n0,,7,,,,9\n0,,99,,,3.5,\n"
        + "0,,99,2.3,,,\n,1e-1,100,,,,\n1,,100,,1,,\n,1,150,,,,\n1,,150,,4,,\n1,,199,,,5,\n"
    ),
    (
      "trainer_state.json",
      """
      {"log_history": [
        {"loss": 2.5, "learning_rate": 0.001, "step": 1},
        {"loss": 2.25, "learning_rate": 0.01, "step": 2},
        {"eval_loss": 3.5, "eval_runtime": 0.1, "step": 2},
        {"loss": 1.0, "learning_rate": 0.1, "step": 3},
        {"loss": 4.0, "learning_rate": 1.0, "step": 4},
        {"eval_loss": 5, "eval_runtime": 0.1, "step": 4},
        {"train_loss": 2.4, "train_runtime": 1.0, "step": 4}]}
      """
    ),
    // Without steps, validation belongs to the line before; its name comes late.
    (
      "lines.jsonl",
      #"{"lr": 1e-3, "loss": 2.5, "time": 1}"# + "\n" + #"{"lr": 0.01, "loss": 2.25}"# + "\n"
        + #"{"val/accuracy": 0.5, "val/loss": 3.5}"# + "\n" + #"{"lr": 0.1, "loss": 1}"# + "\n"
        + #"{"lr": 1, "loss": 4}"# + "\n" + #"{"val/loss": 5, "val/accuracy": 0.25}"# + "\n"
    ),
    // A series of its own before the others, and one that is ahead of them.
    (
      "series.jsonl",
      #"{"step": 1, "valid_loss": 3.5}"# + "\n" + #"{"step": 3, "valid_loss": 5}"# + "\n"
        + (0..<4).map { #"{"step": \#($0), "lr": \#(rates[$0])}"# + "\n" }.joined()
        + (0..<4).map { #"{"step": \#($0), "loss": \#(losses[$0])}"# + "\n" }.joined()
    ),
    (
      "result.json",
      #"{"curve": {"learning_rate": [1e-3, 0.01, 0.1, 1], "loss": [2.5, 2.25, 1, 4], "#
        + #""validation_loss": [null, 3.5, null, 5]}}"#
    ),
    (
      "columns.json",
      #"{"lr": [1e-3, 0.01, 0.1, 1], "loss": [2.5, 2.25, 1, 4], "val_loss": [null, 3.5, null, 5, 9]}"#
    ),
  ]

  private static let rates = [1e-3, 1e-2, 1e-1, 1.0]
  private static let losses = [2.5, 2.25, 1.0, 4.0]

  @Test(arguments: forms) func isBesideTheTrainingLoss(name: String, text: String) throws {
    let log = try CurveLog.read(try folder.write(name, text))[0]
    #expect(log.curve.learningRates == Self.rates)
    #expect(log.curve.losses == Self.losses)
    #expect(log.curve.validationLosses.map(\.step) == [1, 3])
    #expect(log.curve.validationLosses.map(\.loss) == [3.5, 5])
    #expect(log.notes.isEmpty)
  }

  static let meanings: [(text: String, steps: [Int], losses: [Double])] = [
    // Of several between two steps that were logged, the one nearest to the first of them.
    ("step,lr,loss,val_loss\n0,1,2,\n10,,,5\n20,,,6\n30,2,2,\n40,,,7\n", [0, 1], [5, 7]),
    // Before the first step: it is the first step's.
    ("step,lr,loss,val_loss\n0,,,5\n1,1,2,\n2,2,2,\n3,3,2,6\n", [0, 2], [5, 6]),
    // That of the step itself, though another follows.
    ("step,lr,loss,val_loss\n0,1,2,5\n1,,,6\n2,2,2,\n", [0], [5]),
    // A step that comes again at once.
    ("step,lr,loss,val_loss\n0,1,2,5\n0,,,6\n2,2,2,\n", [0], [6]),
    // Steps that start over with every epoch.
    (
      "step,lr,loss,val_loss\n0,1,2,\n1,2,2,\n2,,,5\n0,3,2,\n1,4,2,\n2,,,6\n0,5,2,\n", [1, 3],
      [5, 6]
    ),
    (
      "step,lr,loss,val_loss\n0,,,4\n0,1,2,\n1,2,2,\n1,,,5\n0,,,7\n0,3,2,\n1,4,2,\n", [0, 1, 2],
      [4, 5, 7]
    ),
    // What follows the loss that ends a curve.
    ("lr,loss,val_loss\n1,2,3\n2,nan,4\n3,2,5\n", [0], [3]),
    ("lr,loss,val_loss\n1,2,inf\n2,2,-Infinity\n3,2,5\n", [2], [5]),
    // Text in a column that nobody asked for.
    ("lr,loss,val_loss\n1,2,later\n2,2,5\n", [1], [5]),
  ]

  @Test(arguments: meanings) func meaning(text: String, steps: [Int], losses: [Double]) throws {
    let curve = try CurveLog.read(try folder.write("a.csv", text))[0].curve
    #expect(curve.validationLosses.map(\.step) == steps)
    #expect(curve.validationLosses.map(\.loss) == losses)
  }

  static let choices: [(names: [String], options: LogOptions, loss: String, validation: String?)] =
    [
      (["lr", "loss"], LogOptions(), "loss", nil),
      (["lr", "val_loss", "loss"], LogOptions(), "loss", "val_loss"),
      (["lr", "train_loss_step", "val_loss_step"], LogOptions(), "train_loss_step", nil),
      (["lr", "train_loss", "valid_loss", "eval_loss"], LogOptions(), "train_loss", "valid_loss"),
      (["lr", "Train/Loss", "Dev/Loss"], LogOptions(), "Train/Loss", "Dev/Loss"),
      (
        ["lr", "epoch_loss", "validation_epoch_loss"], LogOptions(), "epoch_loss",
        "validation_epoch_loss"
      ),
      // What is called a test is none of those by which a model is chosen.
      (["lr", "loss", "test_loss"], LogOptions(), "loss", nil),
      (["lr", "loss", "test_loss"], LogOptions(validationTag: "Test_loss"), "loss", "test_loss"),
      // Other parts of the loss, and other measures.
      (["lr", "loss", "val_loss_ce", "val_accuracy"], LogOptions(), "loss", nil),
      (
        ["lr", "loss/g", "loss/d", "val/loss/d"], LogOptions(lossTag: "loss/d"), "loss/d",
        "val/loss/d"
      ),
      (["lr", "loss/g", "loss/d", "val/loss/d"], LogOptions(lossTag: "loss/g"), "loss/g", nil),
      (["lr", "loss", "val_loss", "cost"], LogOptions(lossTag: "cost"), "cost", nil),
      // The validation loss as the loss.
      (["lr", "loss", "val_loss", "eval_loss"], LogOptions(lossTag: "val_loss"), "val_loss", nil),
      (["lr", "loss/g", "loss/d"], LogOptions(validationTag: "loss/d"), "loss/g", "loss/d"),
      (
        ["lr", "loss", "val_loss"], LogOptions(lossTag: "val_loss", validationTag: "loss"),
        "val_loss", "loss"
      ),
    ]

  @Test(arguments: choices)
  func chosenNames(names: [String], options: LogOptions, loss: String, validation: String?) throws {
    let chosen = try SeriesNames(among: names, options, path: "log")
    #expect(chosen.loss == loss)
    #expect(chosen.rate == "lr")
    #expect(chosen.validation == validation)
  }

  static let bad: [(text: String, options: LogOptions, message: String)] = [
    (
      "lr,loss\n1,2\n", LogOptions(validationTag: "held"),
      "nothing is called 'held' (--validation-tag): found loss, lr"
    ),
    (
      "lr,loss\n1,2\n", LogOptions(lossTag: "loss", validationTag: "LOSS"),
      "'loss' cannot be both --loss-tag and --validation-tag"
    ),
    (
      "lr,loss,val_loss\n1,2,later\n", LogOptions(validationTag: "val_loss"),
      "line 2: 'later' is no number"
    ),
  ]

  @Test(arguments: bad) func badInput(text: String, options: LogOptions, message: String) throws {
    let path = try folder.write("a.csv", text)
    let error = #expect(throws: LogError.self) { try CurveLog.read(path, options) }
    #expect(error?.description == "\(path): \(message)")
  }

  /// Rates from a ramp, where the log has none.
  @Test func onARamp() throws {
    let ramp = try Ramp(from: 1e-3, to: 1, steps: 4)
    let text = "step,loss,val_loss\n1,2,\n2,2,\n2,,5\n3,2,\n4,2,\n4,,6\n"
    let path = try folder.write("a.csv", text)
    let curve = try CurveLog.read(path, LogOptions(ramp: ramp))[0].curve
    #expect(curve.learningRates == Array(ramp))
    #expect(curve.validationLosses.map(\.step) == [1, 3])
  }

  /// Tags of events: those of validation may come after any number of others.
  @Test(arguments: [10, 3000]) func events(first: Int) throws {
    let writer = try EventFileWriter(directory: folder.path)
    let ramp = try Ramp(from: 0.125, to: 1, steps: 3500)
    for (step, rate) in ramp.enumerated() {
      try writer.scalars([("train/loss", 2), ("lr", rate), ("accuracy", 0.5)], step: step)
      if step == first || step == 3400 {
        try writer.scalars([("eval/accuracy", 0.25), ("eval/loss", Double(step))], step: step)
      }
    }
    try writer.finish(succeeded: true)
    let curve = try CurveLog.read(folder.path)[0].curve
    #expect(curve.validationLosses.map(\.step) == [first, 3400])
    #expect(curve.validationLosses.map(\.loss) == [Double(first), 3400])
  }

  /// Keras writes them under the same tag, in a folder beside that of the training.
  @Test func eventsInAFolderOfTheirOwn() throws {
    for (name, steps) in [("a/train", 0..<4), ("b/train", 0..<4), ("b/validation", 2..<4)] {
      let writer = try EventFileWriter(directory: "\(folder.path)/\(name)")
      for step in steps {
        let isTraining = name.hasSuffix("train")
        let rate = isTraining ? [("learning_rate", exp2(Double(step)))] : []
        try writer.scalars([("epoch_loss", isTraining ? 1 : 2)] + rate, step: step)
      }
      try writer.finish(succeeded: true)
    }
    let logs = try CurveLog.read(folder.path)
    #expect(logs.map(\.source) == ["a/train", "b/train"].map { "\(folder.path)/\($0)" })
    #expect(logs.map(\.curve.losses) == [[1, 1, 1, 1], [1, 1, 1, 1]])
    #expect(logs.map { $0.curve.validationLosses.map(\.step) } == [[], [2, 3]])
    #expect(logs[1].curve.validationLosses.map(\.loss) == [2, 2])
    #expect(logs.flatMap(\.notes).isEmpty)
  }

  /// A curve that was averaged has the means of the validation losses in its bins.
  @Test(arguments: [1, 100, 7919]) func averaged(every: Int) throws {
    let steps = 60_000
    let ramp = try Ramp(from: 1e-6, to: 10, steps: steps)
    var text = "step,lr,loss,val_loss\n"
    for (step, rate) in ramp.enumerated() {
      text += "\(step),\(rate),2,\(step.isMultiple(of: every) ? "\(log(rate))" : "")\n"
    }
    let curve = try CurveLog.read(try folder.write("a.csv", text))[0].curve
    #expect(curve.count <= CurveBuilder.limit)
    let measured = curve.validationLosses
    #expect(measured.count == min(curve.count, (steps - 1) / every + 1))
    // A bin is as wide as the range in logarithms over half the limit, at most.
    let width = log(ramp.to / ramp.from) / Double(CurveBuilder.limit / 2)
    for held in measured {
      #expect(abs(held.loss - log(curve.learningRates[held.step])) <= width)
    }
    let mean = measured.map(\.loss).reduce(0, +) / Double(measured.count)
    if every == 1 { #expect(abs(mean - log(ramp.from * ramp.to) / 2) < 2 * width) }
  }

  /// What was written by the writer of curves comes back to the last bit.
  @Test func comesBack() throws {
    var curve = Curve(plannedSteps: 3)
    curve.append(learningRate: 1e-3, loss: 0.1 + 0.2, validationLoss: 1 / 3.0)
    curve.append(learningRate: 1e-2, loss: 1)
    curve.append(learningRate: 1e-1, loss: 2, validationLoss: 1e300)
    let path = "\(folder.path)/curve.csv"
    try curve.write(toCSV: path)
    let read = try CurveLog.read(path)[0].curve
    #expect(Array(read) == Array(curve))
  }
}
