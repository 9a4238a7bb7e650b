/// Tells columns that only name their rows, from which nothing is to be learned.
enum Identifiers {
  /// What a column of whole numbers looks like.
  enum Look {
    /// Its name is that of an id, and its numbers differ.
    case id
    /// It counts the rows, from 0 or 1, under another name.
    case count
  }

  /// So few rows differ by chance.
  private static let fewestRows = 20

  /// Looks at a column of numbers.
  ///
  /// - Parameters:
  ///   - column: The column.
  ///   - isNameless: Whether it has no name of its own.
  /// - Returns: Nil for a column like others.
  static func look(of column: Table.Column, isNameless: Bool) -> Look? {
    let values = column.values.filter { !$0.isNaN }
    guard values.count >= fewestRows, values.allSatisfy({ $0 == $0.rounded() }) else { return nil }
    let first = values[0]
    let countsRows =
      (first == 0 || first == 1)
      && values.indices.allSatisfy { values[$0] == first + Double($0) }
    if isNameless { return countsRows ? .id : nil }
    if isNameOfID(column.name), Set(values).count * 20 >= values.count * 19 { return .id }
    return countsRows ? .count : nil
  }

  private static let words: Set<String> = [
    "id", "ids", "uid", "uuid", "guid", "key", "index", "idx", "nr", "no", "number", "rownumber",
    "rowid", "rownames", "unnamed",
  ]
  /// What stands before `id` where the two are written as one word.
  private static let owners: Set<String> = [
    "account", "case", "client", "customer", "employee", "house", "item", "listing", "loan",
    "member", "object", "order", "passenger", "patient", "person", "product", "record", "row",
    "sample", "session", "student", "subject", "transaction", "user",
  ]

  /// Whether a name is usual for an id: `id`, `PassengerId`, `customer_id`, `customerid`, `Nr.`.
  static func isNameOfID(_ name: String) -> Bool {
    var parts = [""]
    var wasLower = false
    for character in name {
      if !character.isLetter {
        parts.append("")
      } else {
        if character.isUppercase, wasLower { parts.append("") }
        parts[parts.count - 1].append(contentsOf: character.lowercased())
      }
      wasLower = character.isLowercase
    }
    guard let last = parts.last(where: { !$0.isEmpty }) else { return false }
    return words.contains(last) || last.hasSuffix("id") && owners.contains(String(last.dropLast(2)))
  }
}
