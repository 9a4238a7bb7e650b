extension Table {
  /// Leaves out the columns from which nothing is to be learned.
  ///
  /// - Returns: What a person should know about it.
  mutating func leaveOut(_ choice: TableColumns) throws(DatasetError) -> [String] {
    var (scattered, ids, empty, counts): ([String], [String], [String], [String]) = ([], [], [], [])
    var rest: [Table.Column] = []
    for column in columns {
      if column.index == choice.target {
        guard column.content != .nothing else {
          throw .invalidValue(
            text.path, "column \(quoted(column.name)), the target, has no value")
        }
      } else if column.content == .nothing {
        empty.append(column.name)
        continue
      } else if column.isScattered {
        scattered.append(column.name)
        continue
      } else if column.texts == nil, !choice.kept.contains(column.index) {
        let isNameless = !text.isHeaderless && column.name == "\(column.index + 1)"
        switch Identifiers.look(of: column, isNameless: isNameless) {
        case .id:
          ids.append(column.name)
          continue
        case .count: counts.append(column.name)
        case nil: break
        }
      }
      rest.append(column)
    }
    let reasons = [
      (ids, "ids"), (scattered, "nearly every text differs"), (empty, "no values"),
    ].filter { !$0.0.isEmpty }
    let words = reasons.map { "\(listed($0.0, inQuotes: true)) (\($0.1))" }
    guard rest.count > 1 else {
      throw .invalidValue(
        text.path,
        "nothing is left to learn from without \(words.joined(separator: ", ")): --keep COLUMN takes "
          + "a column in")
    }
    columns = rest
    var notes = words.isEmpty ? [] : ["left out: \(words.joined(separator: ", "))"]
    if !counts.isEmpty {
      notes.append("\(listed(counts, inQuotes: true)) counts the rows: --drop it if it is an id")
    }
    return notes
  }

  /// Keeps the rows that can be learned from.
  ///
  /// - Returns: What a person should know about it.
  mutating func keepRows(
    target: Int, missing: DatasetOptions.Missing
  ) throws(DatasetError) -> [String] {
    let all = rowCount
    let needed = missing == .drop ? Array(columns.indices) : [place(of: target)]
    let rows = (0..<all).filter { row in
      needed.allSatisfy { !columns[$0].values[row].isNaN }
    }
    guard rows.count < all else { return [] }
    guard !rows.isEmpty else {
      throw .invalidValue(
        text.path, "every row has a missing value: fill them, or --drop the columns")
    }
    keep(rows: rows)
    let reason = missing == .drop ? "with missing values" : "without a target"
    return ["\(all - rows.count) of \(all) rows left out, \(reason)"]
  }

  /// Where a column of the file is among the columns.
  func place(of index: Int) -> Int {
    guard let place = columns.firstIndex(where: { $0.index == index }) else {
      preconditionFailure("the column is not among those that were read")
    }
    return place
  }

  /// How numbers were read that are not written plainly, for a person.
  var readings: [String] {
    var notes: [String] = []
    let dates = columns.compactMap { column -> String? in
      guard case .date(let order) = column.content.reading else { return nil }
      return "\(quoted(column.name)) (\(order.unit))"
    }
    if !dates.isEmpty { notes.append("dates as numbers: \(listed(dates))") }
    let commas = columns.filter { $0.content.reading == .number(.comma) }.map(\.name)
    if !commas.isEmpty { notes.append("decimal commas in \(listed(commas, inQuotes: true))") }
    let units = columns.filter { !$0.unit.isEmpty }.map { "\(quoted($0.name)) (\($0.unit))" }
    if !units.isEmpty { notes.append("units left away: \(listed(units))") }
    for column in columns {
      guard case .numbersAmongTexts(_, let place) = column.content else { continue }
      notes.append(
        "texts among the numbers of \(quoted(column.name)) count as missing: \(column.strayTexts), the "
          + "first \(quoted(place.text)) in line \(text.line(ofRow: place.row))")
    }
    return notes
  }
}
