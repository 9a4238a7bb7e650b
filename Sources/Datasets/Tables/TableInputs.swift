/// The features that the columns of a table become.
struct TableInputs {
  let arrays: (train: ExampleArray, test: ExampleArray?)
  let names: [String]
  /// What a person should know about them.
  let notes: [String]

  /// A column's features, which lie side by side.
  private struct Plan {
    let values: [Double]
    let firstFeature: Int
    /// What a missing value is taken for; a code for texts.
    var filling = 0.0
    /// The feature that is 1 where a value is missing.
    var indicator: Int?
    /// For numbers, how they are standardized.
    var mean = 0.0
    var deviation: Double?
    /// For texts, the feature of each code, counted from `firstFeature`; nil for a text that no row
    /// to train on has.
    var places: [Int?] = []
  }

  /// Makes features of all columns but the target.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - target: The place of the target among its columns.
  ///   - split: Which rows are for testing.
  /// - Throws: A ``DatasetError`` when there is not enough memory.
  init(_ table: Table, except target: Int, _ split: TestSplit) throws(DatasetError) {
    var names: [String] = []
    var plans: [Plan] = []
    var filled: [String] = []
    var grouped: [String] = []
    for (index, column) in table.columns.enumerated() where index != target {
      var plan = Plan(values: column.values, firstFeature: names.count)
      let known = column.values.indices.filter { !split.isTest($0) && !column.values[$0].isNaN }
      if let texts = column.texts {
        let (places, kept) = Self.categories(
          known.lazy.map { Int(column.values[$0]) }, texts)
        plan.places = places
        plan.filling = Double(kept.mostFrequent)
        names += kept.names.map { "\(column.name)=\($0)" }
        if kept.isGrouped { grouped.append(column.name) }
      } else {
        plan.filling = Self.median(known.map { column.values[$0] })
        var moments = RunningMoments()
        for row in column.values.indices where !split.isTest(row) {
          let value = column.values[row]
          moments.add(value.isNaN ? plan.filling : value)
        }
        plan.mean = moments.mean
        plan.deviation = moments.standardDeviation
        names.append(column.name)
      }
      let missing = column.values.count(where: \.isNaN)
      if missing > 0 { filled.append("\(quoted(column.name)) \(missing)") }
      if known.count < split.trainCount {
        plan.indicator = names.count
        names.append("\(column.name) is missing")
      }
      plans.append(plan)
    }
    self.names = names
    var notes: [String] = []
    if !filled.isEmpty {
      notes.append(
        "missing values filled with the median or most frequent value, and marked: "
          + listed(filled))
    }
    if !grouped.isEmpty {
      notes.append(
        "all but the \(ColumnProfile.mostCategories - 1) most frequent texts are one in "
          + listed(grouped, inQuotes: true))
    }
    self.notes = notes
    arrays = try split.arrays(.float32, shape: [names.count], as: Float.self) { row, room in
      room.initialize(repeating: 0)
      for plan in plans {
        var value = plan.values[row]
        if value.isNaN {
          value = plan.filling
          if let indicator = plan.indicator { room[indicator] = 1 }
        }
        if let deviation = plan.deviation {
          room[plan.firstFeature] = Float((value - plan.mean) / deviation)
        } else if let place = plan.places[Int(value)] {
          room[plan.firstFeature + place] = 1
        }
      }
    }
  }

  /// The middle value, 0 for none.
  private static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Gives each text its feature: the sorted ones, or the most frequent ones and one for the rest.
  ///
  /// - Parameters:
  ///   - codes: The codes in the rows to train on.
  ///   - texts: All texts by their codes.
  /// - Returns: The feature of each code, and the features' names.
  private static func categories(
    _ codes: some Sequence<Int>, _ texts: [String]
  ) -> (places: [Int?], kept: (names: [String], mostFrequent: Int, isGrouped: Bool)) {
    var counts = [Int](repeating: 0, count: texts.count)
    for code in codes { counts[code] += 1 }
    let present = counts.indices.filter { counts[$0] > 0 }
    let byFrequency = present.sorted { (counts[$1], texts[$0]) < (counts[$0], texts[$1]) }
    let isGrouped = present.count > ColumnProfile.mostCategories
    let kept = (isGrouped ? Array(byFrequency.prefix(ColumnProfile.mostCategories - 1)) : present)
      .sorted { texts[$0] < texts[$1] }
    var places = [Int?](repeating: isGrouped ? kept.count : nil, count: texts.count)
    for (place, code) in kept.enumerated() { places[code] = place }
    let names = kept.map { texts[$0] } + (isGrouped ? ["(other)"] : [])
    return (places, (names, byFrequency.first ?? 0, isGrouped))
  }
}
