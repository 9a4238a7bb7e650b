internal import Foundation

extension CurveLog {
  /// Reads the logs at a path.
  ///
  /// A file may be a table with commas, semicolons, tabs or spaces between its columns (Keras'
  /// `CSVLogger`, Lightning's `metrics.csv`, this package's `curve.csv`), JSON Lines, a JSON document
  /// (Hugging Face's `trainer_state.json`, `result.json`) or a TensorBoard event file, and any of
  /// these compressed by gzip; its content tells which. Text may be UTF-16 with a byte order mark.
  /// A folder stands for the event files in it and below it, a run for each folder
  /// that has some, or else for the logs of known names in it.
  ///
  /// What the numbers mean:
  /// - Rate and loss belong together where they are in one row or have the same step; a step with
  ///   only one of them is left out.
  /// - A loss on held-out examples (`validation_loss`, `val_loss`, `eval/loss`, …) belongs to the
  ///   point of its step, or to the last one before it; most points have none.
  /// - A step that is written twice in succession counts as it was written last; several losses at
  ///   one rate are several points.
  /// - A loss of NaN or infinity ends the curve; a rate of NaN is no rate.
  /// - Steps before the first rate above 0 are passed over, with a note.
  /// - Of a table, lines with `#` before the header are comments; without a header, two columns of
  ///   numbers are the rate and the loss, with a note. Beside semicolons, numbers may have decimal
  ///   commas.
  /// - Names in objects within a JSON object are joined by slashes: `train/loss`.
  /// - Rates that go down are an error: a range test's rates grow.
  /// - A file that is cut off or damaged is used as far as it is sound, with a note.
  ///
  /// - Parameters:
  ///   - path: A file or folder.
  ///   - options: What to look for.
  /// - Returns: The curves of one or more runs.
  /// - Throws: `LogError` where nothing can be read or the content makes no curve.
  public static func read(
    _ path: String, _ options: LogOptions = LogOptions()
  ) throws(LogError) -> [CurveLog] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw LogError("\(path): no such file")
    }
    return isFolder.boolValue
      ? try LogFolder(path).read(options) : [try CurveLog(file: path, options)]
  }
}
