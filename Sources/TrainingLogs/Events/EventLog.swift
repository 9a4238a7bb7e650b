internal import Files
internal import Foundation
internal import LearningRateFinder
internal import SwiftProtobuf

/// The scalars of one run in TensorBoard's event files.
struct EventLog {
  private let source: String
  private var join: StepJoin
  /// What is damaged, in one sentence each.
  let notes: [String]

  /// How many events are looked through for tags, at least: those that come later may be better
  /// names, but not in the logs of any framework.
  private static let surveyedEvents = 1000

  /// Reads the files of a run; nil where there are no scalars at all, but perhaps pictures.
  ///
  /// - Parameters:
  ///   - paths: The files, in the order of their making.
  ///   - heldOut: The files of its held-out examples, where these have a folder of their own.
  ///   - source: What to call the run in messages.
  ///   - options: What to look for.
  /// - Throws: `LogError` for files that are none, that lack a rate or a loss, or that have rates
  ///   of no range test.
  init?(
    _ paths: [String], heldOut: HeldOutEvents? = nil, source: String, _ options: LogOptions
  ) throws(LogError) {
    self.source = source
    let (tags, damage) = try Self.survey(paths, options)
    guard !tags.isEmpty else {
      if let damage = damage.first { throw LogError("\(damage): no scalars") }
      return nil
    }
    let chosen = try SeriesNames(among: tags, options, path: source)
    // Validation comes late in some logs: its tag is looked for until it is there.
    var validation = heldOut == nil ? chosen.validation : nil
    var isSearching = heldOut == nil && validation == nil
    var others = Set(tags)
    if chosen.rate == nil, options.ramp == nil { throw SeriesNames.noRates(source, tags) }
    var join = StepJoin(ramp: chosen.rate == nil ? options.ramp : nil)
    var failure: BadStep?
    // Those of a folder of their own wait for the steps of the run.
    let damaged = try Self.forEachEvent(in: heldOut?.paths ?? []) { event, _ in
      for value in event.summary.value where value.tag == heldOut?.tag {
        do throws(BadStep) {
          try join.add(step: Int(event.step), StepNumbers(validationLoss: value.scalar))
        } catch {
          failure = error
        }
      }
    }
    let damagedRun = try Self.forEachEvent(in: paths) { event, isDone in
      for value in event.summary.value {
        var numbers = StepNumbers()
        switch value.tag {
        case chosen.loss: numbers.loss = value.scalar
        case chosen.rate: numbers.rate = value.scalar
        case validation: numbers.validationLoss = value.scalar
        default:
          guard isSearching, value.scalar != nil, others.insert(value.tag).inserted,
            SeriesNames.validation(of: chosen.loss, among: [value.tag]) != nil
          else { continue }
          validation = value.tag
          isSearching = false
          numbers.validationLoss = value.scalar
        }
        do throws(BadStep) {
          try join.add(step: Int(event.step), numbers)
        } catch {
          failure = error
          isDone = true
        }
      }
    }
    if let failure { throw failure.error(in: source) }
    notes = damaged + damagedRun
    self.join = join
  }

  /// What the events say.
  ///
  /// - Throws: `LogError` where the rates are those of no range test.
  mutating func finish() throws(LogError) -> CurveBuilder {
    do { return try join.finish() } catch { throw error.error(in: source) }
  }

  /// The tags of scalars, in the order of their coming, and what is damaged.
  fileprivate static func survey(
    _ paths: [String], _ options: LogOptions
  ) throws(LogError) -> (tags: [String], damage: [String]) {
    var events = 0
    var tags: [String] = []
    var known: Set<String> = []
    let damage = try forEachEvent(in: paths) { event, isDone in
      events += 1
      var isNew = false
      for value in event.summary.value where value.scalar != nil {
        guard known.insert(value.tag).inserted else { continue }
        tags.append(value.tag)
        isNew = true
      }
      if events == surveyedEvents || events > surveyedEvents && isNew {
        isDone = SeriesNames.isComplete(tags, options)
      }
    }
    return (tags, damage)
  }

  /// Calls `body` with every event until it says that it is done; returns what is damaged.
  private static func forEachEvent(
    in paths: [String], _ body: (LogEvent, inout Bool) -> Void
  ) throws(LogError) -> [String] {
    var notes: [String] = []
    var content: [UInt8] = []
    var isDone = false
    for path in paths {
      var reader = RecordReader(try InputFile(log: path))
      while !isDone, reader.next(&content) {
        // A record of sound checksum that is no event is of a version that this one does not know.
        guard let event = try? LogEvent(serializedBytes: content) else { continue }
        body(event, &isDone)
      }
      if let damage = reader.damage { notes.append(damage) }
    }
    return notes
  }
}

/// The events of held-out examples that are in a folder of their own, as Keras writes them.
struct HeldOutEvents {
  /// The folder.
  let folder: String
  /// The files, in the order of their making.
  let paths: [String]
  /// The tag of the losses.
  let tag: String

  /// Looks for the losses; nil where there are none, or rates beside them: that is a run.
  init?(_ paths: [String], folder: String, _ options: LogOptions) {
    guard let tags = try? EventLog.survey(paths, options).tags,
      let chosen = try? SeriesNames(among: tags, options, path: folder), chosen.rate == nil
    else { return nil }
    self.folder = folder
    self.paths = paths
    tag = chosen.loss
  }
}
