import Foundation
import LearningRateFinder
import RunReports
import TrainingLogs

/// A schedule as JSON, with ready lines for other frameworks.
struct ScheduleFile: Encodable {
  let schedule: LearningRateSchedule
  let steps: Int
  let steps_per_epoch: Int
  let code: [String: String]

  /// A schedule of a training.
  init(_ schedule: LearningRateSchedule, steps: Int, stepsPerEpoch: Int) {
    self.schedule = schedule
    self.steps = steps
    steps_per_epoch = stepsPerEpoch
    code = Dictionary(
      uniqueKeysWithValues: ScheduleFramework.allCases.map {
        ($0.rawValue, schedule.code(for: $0))
      })
  }

  /// Writes the JSON, and beside it a text file with the lines of each framework to paste.
  ///
  /// - Returns: The path of the text file.
  /// - Throws: `LogError` with the system's reason.
  func write(to path: String) throws -> String {
    let url = URL(filePath: path)
    let lines = url.deletingPathExtension().appendingPathExtension("txt")
    let text = ScheduleFramework.allCases.map { "# --- \($0.rawValue)\n\(schedule.code(for: $0))" }
    let json = try RunFolder.json(self)
    for (file, text) in [(url, json), (lines, text.joined(separator: "\n"))] {
      do { try Data(text.utf8).write(to: file, options: .atomic) } catch {
        throw LogError("cannot write \(file.relativePath): \(error.localizedDescription)")
      }
    }
    return lines.relativePath
  }
}
