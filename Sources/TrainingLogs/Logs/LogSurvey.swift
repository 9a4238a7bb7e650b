internal import LearningRateFinder

/// What a log has of that which makes a curve.
struct LogSurvey {
  /// The series of a log that belong to one run.
  struct Series {
    var loss: String?
    var rate: String?
    var validation: String?
    /// The run that its names are of; nil where they tell of none.
    var label: String?
    /// The run whose rows alone count; nil for all rows.
    var rowsOfRun: String?
  }

  /// The log.
  let source: LogSource
  /// The series of each run in it.
  private(set) var series: [Series] = []
  /// Why there is no loss, or no rate, where that is so.
  private(set) var failure: LogError?
  private let reading: ReadingNotes
  private var names: [String] = []
  private var numbers: [String: SeriesNumbers] = [:]
  private var runs: [String] = []

  /// How many rows are looked at, at least: what comes later may have better names, but not in the
  /// logs of any framework.
  private static let surveyedRows = 1000

  /// Looks at the names in a log, and at so many of its rows as it takes to choose among them.
  ///
  /// - Throws: `LogError` for a log that cannot be read.
  init(_ source: LogSource, _ options: LogOptions) throws(LogError) {
    self.source = source
    let table = source.names
    var counted: [SeriesNumbers] = []
    var runs: [String] = []
    var rows = 0
    var known = 0
    reading = try source.forEachRow { row throws(BadStep) in
      rows += 1
      while counted.count < table.count { counted.append(SeriesNumbers()) }
      for (name, value) in row.numbers { counted[name].add(value) }
      if let run = row.run, !runs.contains(run), runs.count < 64 { runs.append(run) }
      guard rows == Self.surveyedRows || rows > Self.surveyedRows && table.count > known else {
        return true
      }
      known = table.count
      let names = table.names
      guard (try? SeriesNames.loss(among: names, options, path: "")) != nil else { return true }
      return options.ramp == nil
        && (try? SeriesNames.rate(among: names, options, path: "")) == nil
    }
    self.runs = runs
    nameByFile(counted, options)
    // Of names that stand for no numbers, some columns have none in the rows that were looked at.
    names = table.names.indices.filter { !table.isNested($0) }.map { table.names[$0] }
    for (id, name) in table.names.enumerated() where id < counted.count {
      numbers[name] = counted[id]
    }
    choose(options)
    if series.isEmpty || series[0].rate == nil && options.ramp == nil {
      let top = (series, failure)
      names = table.names
      choose(options)
      // What is at the top has priority, and what is nested may be settings.
      if series.isEmpty { (series, failure) = top }
    }
  }

  /// Whether there is no number in it.
  var isEmpty: Bool { source.names.count == 0 }

  /// The error for a log that has no partner.
  func unresolved(_ options: LogOptions) -> LogError {
    if let failure { return failure }
    if Set(names).isSubset(of: ["step", "value"]), !isEmpty {
      return LogError(
        "\(source.path): has no header: expected the names of the columns, such as lr,loss")
    }
    if isEmpty, source.isOfEvents {
      return LogError(
        reading.notes.first.map { "\($0): no scalars" } ?? "\(source.path): has no scalars")
    }
    do {
      let chosen = try SeriesNames(among: names, options, path: source.path, numbers: numbers)
      if chosen.rate == nil {
        return SeriesNames.noRates(source.path, names, numbers: numbers)
      }
    } catch {
      return error
    }
    return LogError("\(source.path): no step has both a rate and a loss")
  }

  /// Gives the only series of a log, where it is called nothing, the name of its file or folder.
  private func nameByFile(_ counted: [SeriesNumbers], _ options: LogOptions) {
    let table = source.names
    let all = table.names
    let isNamed = all.contains { name in
      let meaning = NameMeaning(name)
      return meaning.isLoss || meaning.isRate || options.asks(for: name)
    }
    let unnamed = all.indices.filter { id in
      id < counted.count && counted[id].count > 0 && table.stepRank(id) == .max
        && !NameMeaning(all[id]).isTime
    }
    guard !isNamed, unnamed.count == 1 || unnamed.count(where: table.isValue) == 1,
      let id = unnamed.count == 1 ? unnamed[0] : unnamed.first(where: table.isValue)
    else { return }
    let called = NameMeaning(source.calledBy)
    if called.isLoss || called.isRate {
      table.rename(id, source.calledBy)
    } else if options.ramp != nil, table.isValue(id) {
      table.rename(id, "loss")
    }
  }

  private mutating func choose(_ options: LogOptions) {
    series = []
    failure = nil
    let labels = names.compactMap(SeriesNames.run).reduce(into: [String]()) { labels, label in
      if !labels.contains(label) { labels.append(label) }
    }
    if labels.count > 1, !options.asksForNames {
      for label in labels {
        let own = names.filter { SeriesNames.run($0).map { $0 == label } ?? true }
        guard let chosen = pick(own, options),
          [chosen.loss, chosen.rate].contains(where: { $0.flatMap(SeriesNames.run) == label })
        else { continue }
        var labelled = chosen
        labelled.label = label
        series.append(labelled)
      }
      if !series.isEmpty { return failure = nil }
    }
    guard let chosen = pick(names, options) else { return }
    guard runs.count > 1 else { return series = [chosen] }
    for run in runs {
      var ofRun = chosen
      ofRun.label = run
      ofRun.rowsOfRun = run
      series.append(ofRun)
    }
  }

  private mutating func pick(_ names: [String], _ options: LogOptions) -> Series? {
    var series = Series()
    do throws(LogError) {
      series.loss = try SeriesNames.loss(
        among: names.filter {
          options.lossTag != nil || $0.lowercased() != options.validationTag?.lowercased()
        }, options, path: source.path, numbers: numbers)
    } catch {
      failure = error
    }
    do throws(LogError) {
      series.rate = try SeriesNames.rate(
        among: names, options, path: source.path, numbers: numbers)
    } catch {
      failure = failure ?? error
      // Which of several rates is for the user to say, not for a ramp to replace.
      if series.loss != nil { series.loss = nil }
    }
    if series.loss != nil {
      do throws(LogError) {
        series.validation = try SeriesNames(
          among: names, options, path: source.path, numbers: numbers
        ).validation
      } catch {
        failure = failure ?? error
        return nil
      }
    } else if failure == nil {
      // A log of nothing but losses on held-out examples.
      series.validation = names.first { name in
        let meaning = NameMeaning(name)
        return meaning.isLoss && meaning.isValidation
      }
    }
    let isNothing = series.loss == nil && series.rate == nil && series.validation == nil
    return isNothing ? nil : series
  }
}
