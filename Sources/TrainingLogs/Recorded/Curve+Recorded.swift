internal import Foundation
public import LearningRateFinder

extension Curve {
  /// Reads a file that ``CurveWriter`` or ``ResumableCurveWriter`` wrote, every step to the last bit.
  ///
  /// A last line that its writer did not finish is left out. For the logs of others, and for those
  /// of any length, there is ``CurveLog``.
  ///
  /// - Parameter path: The file; one that is not there, or has no step, is a curve without points.
  /// - Throws: `LogError` for a file with other columns, and for a line that is none of its.
  public init(recordedAt path: String) throws(LogError) {
    guard let data = FileManager.default.contents(atPath: path),
      let end = data.lastIndex(of: UInt8(ascii: "\n"))
    else {
      self.init([])
      return
    }
    let lines = String(decoding: data[..<end], as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let isKnown = [true, false].contains { isValidated in
      CurveRow.header(hasValidation: isValidated).dropLast() == lines[0]
    }
    guard isKnown else {
      throw LogError(
        "\(path): expected the columns \(CurveRow.header(hasValidation: false).dropLast()), "
          + "found \(lines[0])")
    }
    var points: [Point] = []
    for (step, line) in lines.dropFirst().enumerated() {
      guard let point = CurveRow.point(line, step: step) else {
        throw LogError("\(path): line \(step + 2): expected step \(step) of a curve, found \(line)")
      }
      points.append(point)
    }
    self.init(points)
  }
}
