import Foundation
import LearningRateFinder
import Reports
import RunFolders
import ScheduleCode
import Schedules
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

  /// Refuses a path that nothing can be written to, before anything is done.
  ///
  /// - Throws: `LogError` with what is in the way.
  static func check(_ path: String) throws {
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent().path
    func refuse(_ reason: String) -> LogError { LogError("cannot write \(path): \(reason)") }
    var isFolder: ObjCBool = false
    guard url.pathExtension != "txt" else {
      throw refuse("it is to be JSON; the lines to paste go into a .txt beside it")
    }
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
    else { throw refuse("\(folder) is no folder") }
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw refuse("\(folder) is not writable")
    }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw refuse("it is a folder")
    }
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
        throw LogError("cannot write \(file.relativePath): \(error.systemReason)")
      }
    }
    return lines.relativePath
  }
}
