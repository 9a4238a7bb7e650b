/// Which columns of a table are to be predicted, left out and taken in.
struct TableColumns {
  /// The column to predict, by its place.
  let target: Int
  /// Why it was taken, for a note.
  let reason: String
  /// The columns that are not wanted.
  let dropped: Set<Int>
  /// The columns that are wanted though they may look like ids.
  let kept: Set<Int>

  /// Finds the columns that were asked for.
  ///
  /// - Parameters:
  ///   - names: The names of all columns.
  ///   - options: What was asked for.
  ///   - path: The file, for messages.
  /// - Throws: A ``DatasetError`` for a name that no column has.
  init(_ names: [String], _ options: DatasetOptions, path: String) throws(DatasetError) {
    func place(_ name: String) throws(DatasetError) -> Int {
      if let index = names.firstIndex(of: name) { return index }
      let trimmed = name.lowercased().filter { $0 != " " }
      let alike = names.indices.filter { names[$0].lowercased().filter { $0 != " " } == trimmed }
      if alike.count == 1 { return alike[0] }
      throw .invalidOption(
        "\(path): no column \(quoted(name)): expected one of \(listed(names))")
    }
    func places(_ asked: [String]) throws(DatasetError) -> Set<Int> {
      var found: Set<Int> = []
      for words in asked {
        // A name may hold a comma; else commas separate names.
        let parts = names.contains(words) ? [words] : words.split(separator: ",").map(String.init)
        for part in parts { found.insert(try place(part)) }
      }
      return found
    }
    // The target comes first: whoever names a wrong one wants to hear of nothing else.
    let named = try options.target.map(place)
    let dropped = try places(options.drop)
    kept = try places(options.keep)
    if let both = dropped.intersection(kept).first {
      throw .invalidOption("\(path): column \(quoted(names[both])) is both to drop and to keep")
    }
    if let named, dropped.contains(named) {
      throw .invalidOption("\(path): column \(quoted(names[named])) is the target, not to drop")
    }
    self.dropped = dropped
    if let named {
      target = named
      reason = ""
      return
    }
    let rest = names.indices.filter { !dropped.contains($0) }
    let usual = ["label", "target", "class", "y"].lazy.compactMap { usual in
      rest.first { names[$0].lowercased() == usual }
    }.first
    guard let choice = usual ?? rest.last else {
      throw .invalidOption("\(path): every column is to drop, expected inputs and a target")
    }
    target = choice
    reason = usual == nil ? " (the last)" : " (by its name)"
  }
}
