internal import LearningRateFinder

/// Which series of which logs make the curve of a run, or of several that one log holds.
struct RunPlan {
  /// A log, and which of its names count.
  struct Part {
    let source: LogSource
    var loss: String?
    var rate: String?
    var validation: String?
    /// The run whose rows alone count; nil for all.
    var rowsOfRun: String?
  }

  /// What to call the run.
  let label: String
  /// The logs: those come first whose numbers wait for the others.
  var parts: [Part]

  /// Reads the curves.
  ///
  /// The numbers go by once, in memory that does not grow with the log; only where they are not in
  /// the order of one run are they gathered and put into order.
  ///
  /// - Throws: `LogError` where there is none.
  func curves(_ options: LogOptions) throws(LogError) -> [CurveLog] {
    let ramp = parts.contains { $0.rate != nil } ? nil : options.ramp
    var join = StepJoin(ramp: ramp)
    var fault: LogError
    var isOneStep = false
    var asItIs: CurveLog?
    do {
      let reading = try forEach(options) { step, numbers, onlyAdds throws(BadStep) in
        try join.add(step: step, numbers, onlyAdds: onlyAdds)
      }
      let builder = try finish(&join, label)
      isOneStep = builder.steps <= 1 && join.counts.replaced > 0
      if builder.steps > 0 {
        let log = try CurveLog(builder, source: label, notes: reading.notes)
          .saying(reading, [builder.steps], [join.counts])
        let isJoined =
          join.counts.lossesAlone <= builder.steps && join.counts.late * 2 <= join.counts.heldOut
        if !isOneStep, isJoined { return [log] }
        asItIs = log
      }
      fault = CurveLog.fault(of: builder, label, join.counts)
    } catch {
      guard error.isOfOrder else { throw error }
      fault = error
    }
    do {
      return try ordered(ramp, isOneStep, fault, options)
    } catch {
      if let asItIs { return [asItIs] }
      throw error
    }
  }

  /// Reads curves out of numbers that are not in the order of one run.
  private func ordered(
    _ ramp: Ramp?, _ isOneStep: Bool, _ fault: LogError, _ options: LogOptions
  ) throws(LogError) -> [CurveLog] {
    var splitter = RunSplitter(hasRamp: ramp != nil)
    let reading = try forEach(options) { step, numbers, onlyAdds throws(BadStep) in
      if isOneStep {
        splitter.addAlways(numbers)
      } else {
        splitter.add(step: step, numbers, onlyAdds: onlyAdds)
      }
    }
    guard let runs = splitter.runs() else { throw fault }
    var logs: [CurveLog] = []
    var counts: [JoinCounts] = []
    for (number, run) in runs.enumerated() {
      var join = StepJoin(ramp: ramp)
      let name = runs.count > 1 ? "\(label) (run \(number + 1))" : label
      let builder: CurveBuilder
      do throws(BadStep) {
        for (step, numbers) in run { try join.add(step: step, numbers) }
        builder = try join.finish()
      } catch {
        throw runs.count == 1 ? fault : error.error(in: name)
      }
      guard builder.steps > 0 else { throw fault }
      logs.append(try CurveLog(builder, source: name, notes: []))
      counts.append(join.counts)
    }
    guard !logs.isEmpty else { throw fault }
    var found = splitter.notes
    if isOneStep {
      found.append("all its numbers are of one step: taken in their order")
    } else if splitter.isInOrder {
      found.append("its rates and losses have no steps: joined in their order")
    }
    let notes = reading.notes + found.map { "\(label): \($0)" }
    logs[0] = logs[0].saying(reading, logs.map(\.steps), counts, label: label).noting(notes)
    return logs
  }

  private func finish(_ join: inout StepJoin, _ name: String) throws(LogError) -> CurveBuilder {
    do throws(BadStep) { return try join.finish() } catch { throw error.error(in: name) }
  }

  /// Calls `body` with what every row of the logs says of a step, where it says something.
  private func forEach(
    _ options: LogOptions, _ body: (Int?, StepNumbers, Bool) throws(BadStep) -> Void
  ) throws(LogError) -> ReadingNotes {
    var reading = ReadingNotes()
    if parts.count == 1 { return try parts[0].forEach(options, body) }
    for part in parts {
      // Of logs without steps, what comes at the same place belongs together.
      var place = 0
      reading.add(
        try part.forEach(options) { step, numbers, onlyAdds throws(BadStep) in
          try body(step ?? place, numbers, onlyAdds)
          place += 1
        })
    }
    return reading
  }
}

extension RunPlan.Part {
  private enum Role: UInt8 { case none, loss, rate, validation }

  fileprivate func forEach(
    _ options: LogOptions, _ body: (Int?, StepNumbers, Bool) throws(BadStep) -> Void
  ) throws(LogError) -> ReadingNotes {
    let names = source.names
    var roles = names.names.map(role)
    // Validation comes late in some logs: its name is looked for until it is there.
    var isSearching = loss != nil && validation == nil && options.validationTag == nil
    return try source.forEachRow(wanted: { id in
      switch id < roles.count ? roles[id] : .none {
      case .loss, .rate: return .numbers
      case .validation: return options.validationTag == nil ? .numbersIfAny : .numbers
      case .none:
        let isNeeded = names.stepRank(id) != .max || names.isValue(id)
        return isNeeded ? .numbersIfAny : .nothing
      }
    }) { row throws(BadStep) in
      if roles.count < names.count {
        for id in roles.count..<names.count {
          let name = names.names[id]
          var role = role(name)
          if isSearching, let loss, SeriesNames.validation(of: loss, among: [name]) != nil {
            isSearching = false
            role = .validation
          }
          roles.append(role)
        }
      }
      if let rowsOfRun, row.run != rowsOfRun { return true }
      var numbers = StepNumbers()
      var isEmpty = true
      for (name, value) in row.numbers {
        switch roles[name] {
        case .none: continue
        case .loss: numbers.loss = value
        case .rate: numbers.rate = value
        case .validation: numbers.validationLoss = value
        }
        isEmpty = false
      }
      if !isEmpty { try body(row.step, numbers, row.isStepInherited) }
      return true
    }
  }

  private func role(_ name: String) -> Role {
    switch name {
    case loss: .loss
    case rate: .rate
    case validation: .validation
    default: .none
    }
  }
}
