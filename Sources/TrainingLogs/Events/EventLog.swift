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
  ///   - source: What to call the run in messages.
  ///   - options: What to look for.
  /// - Throws: `LogError` for files that are none, that lack a rate or a loss, or that have rates
  ///   of no range test.
  init?(_ paths: [String], source: String, _ options: LogOptions) throws(LogError) {
    self.source = source
    let (tags, damage) = try Self.survey(paths, options)
    guard !tags.isEmpty else {
      if let damage = damage.first { throw LogError("\(damage): no scalars") }
      return nil
    }
    let chosen = try SeriesNames(among: tags, options, path: source)
    if chosen.rate == nil, options.ramp == nil { throw SeriesNames.noRates(source, tags) }
    var join = StepJoin(ramp: chosen.rate == nil ? options.ramp : nil)
    var failure: BadStep?
    notes = try Self.forEachEvent(in: paths) { event, isDone in
      for value in event.summary.value {
        let isLoss = value.tag == chosen.loss
        guard isLoss || value.tag == chosen.rate, let number = value.scalar else { continue }
        do throws(BadStep) {
          try join.add(
            step: Int(event.step), rate: isLoss ? nil : number, loss: isLoss ? number : nil)
        } catch {
          failure = error
          isDone = true
        }
      }
    }
    if let failure { throw failure.error(in: source) }
    self.join = join
  }

  /// What the events say.
  ///
  /// - Throws: `LogError` where the rates are those of no range test.
  mutating func finish() throws(LogError) -> CurveBuilder {
    do { return try join.finish() } catch { throw error.error(in: source) }
  }

  /// The tags of scalars, in the order of their coming, and what is damaged.
  private static func survey(
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

extension LogSummary.Value {
  /// The number that this is: a simple value, as PyTorch writes, or a tensor of one, as TensorFlow
  /// does; nil for pictures, texts and all else.
  var scalar: Double? {
    switch value {
    case .simpleValue(let number): Double(number)
    case .tensor(let tensor): tensor.scalar
    case .image, nil: nil
    }
  }
}

extension LogTensor {
  /// The types of the numbers in a tensor, by their numbers in the format.
  enum Kind: Int32 {
    case float = 1
    case double = 2
    case int32 = 3
    case int64 = 9
    case bfloat16 = 14
    case half = 19
  }

  /// The number in a tensor of one; nil for all others.
  var scalar: Double? {
    guard let kind = Kind(rawValue: dtype), tensorShape.dim.allSatisfy({ $0.size == 1 }) else {
      return nil
    }
    if !tensorContent.isEmpty { return kind.number(tensorContent) }
    return switch kind {
    case .float: floatVal.first.map(Double.init)
    case .double: doubleVal.first
    case .int32: intVal.first.map(Double.init)
    case .int64: int64Val.first.map(Double.init)
    case .half, .bfloat16:
      halfVal.first.flatMap { kind.number(UInt16(truncatingIfNeeded: $0).littleEndianBytes) }
    }
  }
}

extension LogTensor.Kind {
  /// The number whose bytes these are, the lowest first; nil where they are of another size.
  fileprivate func number(_ bytes: some BidirectionalCollection<UInt8>) -> Double? {
    switch (self, bytes.count) {
    case (.float, 4): Double(Float(bitPattern: UInt32(littleEndianBytes: bytes)))
    case (.double, 8): Double(bitPattern: UInt64(littleEndianBytes: bytes))
    case (.int32, 4): Double(Int32(bitPattern: UInt32(littleEndianBytes: bytes)))
    case (.int64, 8): Double(Int64(bitPattern: UInt64(littleEndianBytes: bytes)))
    case (.bfloat16, 2):
      Double(Float(bitPattern: UInt32(UInt16(littleEndianBytes: bytes)) << 16))
    case (.half, 2): Double(halfBits: UInt16(littleEndianBytes: bytes))
    default: nil
    }
  }
}

extension Double {
  /// A number of IEEE 754's binary16 from its bits; Swift's `Float16` is not on every platform.
  init(halfBits bits: UInt16) {
    let fraction = Double(bits & 0x3FF)
    let exponent = Int(bits >> 10 & 0x1F)
    let magnitude: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: (fraction + 1024) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
      }
    self = bits >> 15 == 0 ? magnitude : -magnitude
  }
}
