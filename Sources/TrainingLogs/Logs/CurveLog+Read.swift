internal import Foundation

extension CurveLog {
  /// Reads the logs at a path.
  ///
  /// - Parameters:
  ///   - path: A file or folder.
  ///   - options: What to look for.
  /// - Returns: The curves of one or more runs.
  /// - Throws: `LogError` where nothing can be read or the content makes no curve.
  public static func read(
    _ path: String, _ options: LogOptions = LogOptions()
  ) throws(LogError) -> [CurveLog] {
    try read([path], options)
  }

  /// Reads the logs at several paths, of which one may have the rates and another the losses.
  ///
  /// A file may be a table with commas, semicolons, tabs or spaces between its columns (Keras'
  /// `CSVLogger`, Lightning's `metrics.csv`, this package's `curve.csv`, what W&B and TensorBoard
  /// export), what a training printed (lines with names and numbers, JSON Lines, progress bars), a
  /// JSON document (Hugging Face's `trainer_state.json`, `result.json`) or a TensorBoard event file,
  /// and any of these compressed by gzip; its content tells which. Text may be UTF-16 with a byte
  /// order mark. A folder stands for the event files in it and below it, a run for each folder that
  /// has some, or else for MLflow's metrics, the logs of known names, or the text files in it.
  ///
  /// What the numbers mean:
  /// - Rate and loss belong together where they are in one row or have the same step. A loss between
  ///   the steps of two rates has the earlier one. Logs that have only rates or only losses are
  ///   joined with each other by their steps.
  /// - A loss on held-out examples (`validation_loss`, `val_loss`, `eval/loss`, a loss in a row whose
  ///   `split` is `val`, …) belongs to the point of its step, or to the last one before it; most
  ///   points have none.
  /// - A step that is written twice in succession counts as it was written last; several losses at
  ///   one rate are several points.
  /// - Steps may come in any order. A log that starts over holds several runs; one that was resumed
  ///   counts as it was written last.
  /// - A loss of NaN or infinity stays in the curve; a rate of NaN is no rate.
  /// - Steps before the first rate above 0 are passed over, with a note.
  /// - Names and values may be two columns, as in what Comet and MLflow export.
  /// - Of a table, lines with `#` before the header are comments; without a header, two columns of
  ///   numbers are the rate and the loss, with a note, and one is the losses where there is a ramp.
  ///   Beside semicolons, numbers may have decimal commas.
  /// - Names in objects within a JSON object are joined by slashes: `train/loss`.
  /// - Rates that go down are an error: a range test's rates grow.
  /// - A file that is cut off or damaged is used as far as it is sound, with a note.
  ///
  /// - Parameters:
  ///   - paths: Files or folders.
  ///   - options: What to look for.
  /// - Returns: The curves of one or more runs.
  /// - Throws: `LogError` where nothing can be read or the content makes no curve.
  public static func read(
    _ paths: [String], _ options: LogOptions = LogOptions()
  ) throws(LogError) -> [CurveLog] {
    var plans = RunPlans(options)
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw LogError("\(path): no such file")
      }
      if isFolder.boolValue {
        try plans.add(LogFolder(path))
      } else {
        try plans.add(LogSource(path, options))
      }
    }
    return try plans.curves()
  }
}
