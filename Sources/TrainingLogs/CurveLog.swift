internal import DelimitedText
internal import Foundation
public import LearningRateFinder

/// A curve that was read from a file.
public struct CurveLog: Sendable {
  /// The curve, as the file has it.
  public let curve: Curve
  /// What a person should know about the file, in one sentence, or nil.
  public let note: String?

  /// The names by which a column of learning rates is known, in the order of preference.
  public static let rateNames = ["learning_rate", "lr", "learningrate", "learning rate", "rate"]
  /// The names by which a column of losses is known, in the order of preference.
  public static let lossNames = [
    "loss", "train_loss", "training_loss", "train/loss", "loss_step", "train_loss_step",
    "batch_loss",
  ]
  /// The names by which a column of validation losses is known, in the order of preference.
  public static let validationNames = ["validation_loss", "val_loss", "valid_loss", "val/loss"]

  /// Reads a CSV or TSV file with a header.
  ///
  /// Columns may be in any order; those that are not needed are passed over, and so are rows
  /// without a rate or a loss. Validation losses may be missing in most rows. A loss of `nan` or `inf` ends the curve. A last line that its writer
  /// did not finish is left out, with a note.
  ///
  /// - Parameter path: The file.
  /// - Throws: `LogError` for a file that is missing, is no CSV, lacks a column, or has a rate that
  ///   is not above zero or goes down.
  public init(csv path: String) throws(LogError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch CocoaError.fileReadNoSuchFile {
      throw LogError("\(path): no such file")
    } catch {
      throw LogError("\(path): cannot be read: \(error.localizedDescription)")
    }
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(LogError) in try Self.read(bytes.bindMemory(to: UInt8.self), path) }
    }
    self = try result.get()
  }

  private init(curve: Curve, note: String?) {
    self.curve = curve
    self.note = note
  }

  private static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ path: String
  ) throws(LogError) -> CurveLog {
    var scanner = CSVScanner(
      bytes, delimiter: CSVScanner.likelyDelimiter(of: bytes, path: path))
    var fields: [CSVField] = []
    guard try next(&scanner, &fields, path) else { throw LogError("\(path): is empty") }
    let names = fields.map { scanner.text($0).lowercased() }
    let rateColumn = try column(rateNames, of: "learning rates", in: names, path)
    let lossColumn = try column(lossNames, of: "losses", in: names, path)
    let validationColumn = validationNames.lazy.compactMap { names.firstIndex(of: $0) }.first

    var points: [Curve.Point] = []
    var note: String?
    while try next(&scanner, &fields, path) {
      guard fields.count == names.count else {
        guard bytes.last != UInt8(ascii: "\n"), isLast(scanner) else {
          throw LogError(
            "\(path): line \(scanner.line): \(fields.count) fields, expected \(names.count)")
        }
        note = "\(path): the last line was not finished and is left out"
        break
      }
      guard let rate = try number(fields[rateColumn], scanner, path),
        let loss = try number(fields[lossColumn], scanner, path)
      else { continue }
      guard rate > 0, rate.isFinite else {
        throw LogError("\(path): line \(scanner.line): a learning rate is above 0, not \(rate)")
      }
      let last = points.last?.learningRate ?? 0
      guard rate >= last else {
        throw LogError(
          "\(path): line \(scanner.line): the rate goes down, from \(last) to \(rate); "
            + "expected a range test, whose rates grow")
      }
      let validation = try validationColumn.flatMap { column throws(LogError) in
        try number(fields[column], scanner, path)
      }
      points.append(Curve.Point(learningRate: rate, loss: loss, validationLoss: validation))
    }
    guard !points.isEmpty else { throw LogError("\(path): has no rows with a rate and a loss") }
    return CurveLog(curve: Curve(points), note: note)
  }

  private static func next(
    _ scanner: inout CSVScanner, _ fields: inout [CSVField], _ path: String
  ) throws(LogError) -> Bool {
    do { return try scanner.next(&fields) } catch { throw LogError("\(path): \(error)") }
  }

  private static func isLast(_ scanner: CSVScanner) -> Bool {
    var rest = scanner
    var fields: [CSVField] = []
    return (try? rest.next(&fields)) == false
  }

  private static func column(
    _ known: [String], of what: String, in names: [String], _ path: String
  ) throws(LogError) -> Int {
    for name in known {
      if let column = names.firstIndex(of: name) { return column }
    }
    throw LogError(
      "\(path): no column of \(what): expected one of \(known.joined(separator: ", ")), "
        + "found \(names.joined(separator: ", "))")
  }

  /// The number in a field, nil where there is none; `nan` and `inf` are numbers here.
  private static func number(
    _ field: CSVField, _ scanner: CSVScanner, _ path: String
  ) throws(LogError) -> Double? {
    if let number = scanner.number(field) { return number }
    let text = scanner.text(field).lowercased()
    if let special = ["nan", "inf", "-inf", "+inf", "infinity", "-infinity"].first(where: {
      $0 == text
    }) {
      return Double(special)
    }
    if scanner.isMissing(field) { return nil }
    throw LogError("\(path): line \(scanner.line): '\(text)' is no number")
  }
}
