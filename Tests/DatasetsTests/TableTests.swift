import Foundation
import Testing

@testable import Datasets

@Suite struct TableTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func load(
    _ text: String, name: String = "table.csv", _ options: DatasetOptions = DatasetOptions()
  ) async throws -> DatasetSplits {
    try await DatasetCatalog.load(folder.write(name, text), options: options)
  }

  @Test func readsNumbersCategoriesAndClasses() async throws {
    let splits = try await load(
      #"""
      size,color,fixed,species
      1,red,7,cat
      2,"blue",7,dog
      3,red,7,cat
      6,"dark ""green""",7,dog
      100,red,7,cat
      """#)
    let train = splits.train
    #expect(train.task == .classification(classes: 2))
    #expect(train.classNames == ["cat", "dog"])
    #expect(
      train.featureNames == [
        "size", "color=blue", "color=dark \"green\"", "color=red", "fixed",
      ])
    #expect(train.targets.allNumbers == [[0], [1], [0], [1]])
    // The rows to train on have sizes 1, 2, 3, 6: mean 3, variance 14/4.
    let deviation = 3.5.squareRoot()
    let expected = [
      [-2 / deviation, 0, 0, 1, 0], [-1 / deviation, 1, 0, 0, 0], [0, 0, 0, 1, 0],
      [3 / deviation, 0, 1, 0, 0],
    ]
    for (row, other) in zip(train.inputs.allNumbers, expected) {
      #expect(zip(row, other).allSatisfy { abs($0 - $1) < 1e-6 })
    }
    let test = try #require(splits.test)
    #expect(abs(test.inputs.numbers(ofExample: 0)[0] - 97 / deviation) < 1e-5)
    #expect(
      splits.note == "target column 'species' (the last), 2 classes; every fifth row is for testing"
    )
  }

  @Test func standardizesTheTargetOfARegression() async throws {
    let splits = try await load("y,x\n1.5,1\n2.5,2\n3.5,3\n4.5,4\n", DatasetOptions(target: "y"))
    #expect(splits.train.task == .regression(outputs: 1))
    #expect(splits.test == nil)
    let scale = try #require(splits.train.targetScale)
    #expect(scale.mean == [3])
    #expect(abs(scale.standardDeviation[0] - 1.25.squareRoot()) < 1e-12)
    let back = splits.train.targets.allNumbers.map { $0[0] * scale.standardDeviation[0] + 3 }
    #expect(zip(back, [1.5, 2.5, 3.5, 4.5]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// A large offset, as of years or time stamps, must not eat the digits that differ.
  @Test func keepsTheDigitsBehindALargeOffset() async throws {
    let splits = try await load("time,label\n1600000001,a\n1600000002,b\n1600000003,a\n")
    let values = splits.train.inputs.allNumbers.map { $0[0] }
    let expected = [-1.5.squareRoot(), 0, 1.5.squareRoot()]
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test(arguments: [
    "a,b\r\n1,x\r\n2,y\r\n", "\u{FEFF}a,b\n1,x\n\n2,y", "a;b\n1;x\n2;y\n", " a , b\n1, x\n 2,y \n",
  ])
  func readsVariantsOfTheFormat(text: String) async throws {
    let splits = try await load(text)
    #expect(splits.train.featureNames == ["a"])
    #expect(splits.train.classNames == ["x", "y"])
    #expect(splits.train.inputs.allNumbers == [[-1], [1]])
  }

  @Test func readsTabsAndCompressedFiles() async throws {
    let text = "a\tb\n1\tx, with a comma\n2\ty\n"
    let bytes = try await gzipped(Array(text.utf8), in: folder)
    let path = try folder.write("table.tsv.gz", bytes)
    let splits = try await DatasetCatalog.load(path)
    #expect(splits.train.classNames == ["x, with a comma", "y"])
  }

  @Test func aFirstLineOfNumbersIsNoHeader() async throws {
    let splits = try await load("1,2,5.5\n3,2,6.5\n", DatasetOptions(target: "1"))
    #expect(splits.train.count == 2)
    #expect(splits.train.featureNames == ["2", "3"])
    #expect(splits.note?.hasPrefix("no header, columns are named by number; ") == true)
  }

  /// A header, and the column that is taken as the target.
  @Test(arguments: [
    ("a,b,c", "c"), ("a,y,c", "y"), ("y,Class,c", "Class"), ("class,target,y", "target"),
    ("LABEL,target,c", "LABEL"),
  ])
  func choosesTheTargetByItsName(header: String, expected: String) async throws {
    let splits = try await load("\(header)\n1,2,3\n2,3,4\n")
    #expect(splits.note?.contains("target column '\(expected)'") == true)
  }

  /// Target values, what they are forced to be, and the classes (nil for regression).
  @Test(
    arguments: [
      (["0", "1", "0", "1"], nil, ["0", "1"]),
      (["-1", "1", "-1", "1"], nil, ["-1", "1"]),
      (["10", "9", "9", "10"], nil, ["9", "10"]),
      (["1", "2", "3", "4"], nil, nil),
      (["0", "0.5", "0", "0.5"], nil, nil),
      (["0", "0.5", "0", "0.5"], .classification, ["0", "0.5"]),
      (["0", "1", "0", "1"], .regression, nil),
      (["1", "one", "1", "one"], nil, ["1", "one"]),
      ((0..<40).map { "\($0 % 20)" }, nil, (0..<20).map { "\($0)" }),
      ((0..<40).map { "\($0 % 20 * 2)" }, nil, nil),
      ((0..<404).map { "\($0 % 101)" }, nil, nil),
    ] as [([String], DatasetOptions.Targets?, [String]?)])
  func decidesBetweenClassesAndNumbers(
    values: [String], forced: DatasetOptions.Targets?, classes: [String]?
  ) async throws {
    let text = "x,y\n" + values.map { "1,\($0)\n" }.joined()
    let splits = try await load(text, DatasetOptions(targets: forced))
    #expect(splits.train.classNames == classes)
    switch splits.train.task {
    case .classification(let count): #expect(count == classes?.count)
    default: #expect(splits.train.task == .regression(outputs: 1) && classes == nil)
    }
  }

  static let bad: [(text: String, options: DatasetOptions, message: String)] = [
    ("", .init(), "is empty"),
    ("a,b\n", .init(), "has a header but no rows"),
    ("a\n1\n2\n", .init(), "has one column, expected inputs beside the target"),
    ("a,b\n1,2\n1\n", .init(), "row 2 (line 3) has 1 fields, expected 2"),
    ("a,b\n1,2\n\n1,2,3\n", .init(), "row 2 (line 4) has 3 fields, expected 2"),
    (
      "a,b\n1,2\n,2\n", .init(missing: .error), "row 2 (line 3), column 'a': the value is missing"
    ),
    (
      "a,b\n1,2\n1,NaN\n", .init(missing: .error),
      "row 2 (line 3), column 'b': 'NaN' is no value"
    ),
    (
      "a,b\n\"1\n\",?\n2,3\n", .init(missing: .error),
      "row 1 (line 2), column 'b': '?' is no value"
    ),
    (
      "a,b\n1,1e999\n1,2\n", .init(missing: .error),
      "row 1 (line 2), column 'b': '1e999' is no value"
    ),
    (
      "a,b\n-inf,1\n1,2\n", .init(missing: .error),
      "row 1 (line 2), column 'a': '-inf' is no value"
    ),
    ("a,b\n1,?\n2,\n", .init(), "column 'b', the target, has no value"),
    ("a,b\n,1\n2,\n", .init(missing: .drop), "every row has a missing value: fill them, or"),
    ("a,b\n1,\"x\n", .init(), "line 2: a quote is not closed"),
    ("a,b\n\"1\"2,x\n", .init(), "line 2: text after a closing quote"),
    ("a,b\n1,2\n", .init(target: "c"), "no column 'c': expected one of a, b"),
    ("a,b\n1,x\n2,x\n", .init(), "column 'b' has one class, 'x', expected more"),
    (
      "a,b\n1,2\n1,two\n", .init(targets: .regression),
      "column 'b': expected numbers for regression, found texts such as 'two'"
    ),
    (
      "a,b\n" + (0...100).map { "name\($0),\($0)\n" }.joined(), .init(),
      "nothing is left to learn from without 'a' (nearly every text differs): --keep COLUMN takes"
    ),
    (
      "a,b\n" + (0...1000).map { "\($0),name\($0)\n" }.joined(), .init(),
      "column 'b', the target, has more than 1000 different values, expected classes, or numbers"
    ),
    ("a,b\n1,2\n", .init(drop: ["x"]), "no column 'x': expected one of a, b"),
    ("a,b\n1,2\n", .init(drop: ["a"]), "has one column, expected inputs beside the target"),
    ("a,b\n1,2\n", .init(drop: ["a"], keep: ["a"]), "column 'a' is both to drop and to keep"),
    ("a,b\n1,2\n", .init(target: "a", drop: ["a"]), "column 'a' is the target, not to drop"),
    // Nothing else is said before a wrong target.
    ("a,b\n1,2\n1\n", .init(target: "c", drop: ["x"]), "no column 'c': expected one of a, b"),
    ("a\u{0},b\n1,2\n", .init(), "byte 1: a zero byte, expected text"),
  ]

  @Test(arguments: bad.indices)
  func saysWhatIsWrong(index: Int) async throws {
    let (text, options, message) = Self.bad[index]
    let error = await datasetError { try await load(text, options) }
    #expect(
      error?.description.hasPrefix("\(folder.path)/table.csv: \(message)") == true,
      "\(error?.description ?? "")")
  }

  /// Whatever a file holds, a message of it is one short line that no terminal acts on.
  @Test func messagesHoldLittleOfTheFile() async throws {
    let wild = "\u{1B}]0;x\u{7}\u{9B}31m" + String(repeating: "long", count: 1000)
    let names = (0..<500).map { "\(wild)\($0)" }.joined(separator: ",")
    for options in [DatasetOptions(target: wild), DatasetOptions(targets: .regression)] {
      let error = await datasetError {
        try await load("\(names)\n\(names)\n\(names)\n", options)
      }
      let text = try #require(error?.description.dropFirst(folder.path.count))
      #expect(text.count < 300)
      #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }

  @Test func aMissingFileIsNamed() async throws {
    let error = await datasetError { try await DatasetCatalog.load("\(folder.path)/no.csv") }
    #expect(error?.code == .missingFile)
    #expect(error?.description == "\(folder.path)/no.csv: no such file or folder")
  }

  // MARK: - Tables as people have them

  /// Ages of the rows to train on: 1, 3, none, 5; the fifth row is for testing.
  @Test func fillsMissingValuesFromTheRowsToTrainOn() async throws {
    let text = "age,city,y\n1,Rome,a\n3,,b\n-,Rome,a\n5,Oslo,b\n,Kyiv,a\n"
    let splits = try await load(text)
    #expect(
      splits.train.featureNames == [
        "age", "age is missing", "city=Oslo", "city=Rome", "city is missing",
      ])
    // The median is 3, and so is the mean with it; the variance is 8/4.
    let unit = 2.0.squareRoot()
    let expected = [
      [-2 / unit, 0, 0, 1, 0], [0, 0, 0, 1, 1], [0, 1, 0, 1, 0], [2 / unit, 0, 1, 0, 0],
    ]
    for (row, other) in zip(splits.train.inputs.allNumbers, expected) {
      #expect(zip(row, other).allSatisfy { abs($0 - $1) < 1e-6 }, "\(row)")
    }
    // A city that no row to train on has is none of them.
    #expect(splits.test?.inputs.allNumbers == [[0, 1, 0, 0, 0]])
    #expect(splits.note?.contains("and marked: 'age' 2, 'city' 1; every fifth row") == true)
  }

  @Test func dropsRowsWithMissingValues() async throws {
    let text = "age,y\n1,a\n?,b\n3,\n5,b\n"
    let dropped = try await load(text, DatasetOptions(missing: .drop))
    #expect(dropped.train.count == 2)
    #expect(dropped.train.featureNames == ["age"])
    #expect(dropped.note?.contains("2 of 4 rows left out, with missing values") == true)
    // A row without a target teaches nothing.
    let filled = try await load(text)
    #expect(filled.train.count == 3)
    #expect(filled.note?.contains("1 of 4 rows left out, without a target") == true)
  }

  /// A column's values, and the numbers that they are.
  @Test(
    arguments: [
      (["1,5", "2,5", "1.000,5"], [1.5, 2.5, 1000.5]),
      (["$1,200", "$300", "($20.50)"], [1200, 300, -20.5]),
      (["1 200 €", "-3 €", "0,5 €"], [1200, -3, 0.5]),
      (["12 %", "7%", "100.5 %"], [12, 7, 100.5]),
      (["500K", "1.2M", "3"], [500_000, 1_200_000, 3]),
      (["1248 CC", "800 CC", "1,000 CC"], [1248, 800, 1000]),
      (["1,23,456", "12,34,567", "5"], [123_456, 1_234_567, 5]),
      (["1'000.5", "2'500'000", "3"], [1000.5, 2_500_000, 3]),
      (["2024-01-01", "2024-01-03", "2023-12-31"], [19723, 19725, 19722]),
      (["31.12.2023", "1.1.24", "3. Jan 2024"], [19722, 19723, 19725]),
      (["12/31/2023", "1/1/2024 12:00 PM", "1/3/24"], [19722, 19723.5, 19725]),
      (["14:30", "2:30 PM", "00:15:00"], [14.5, 14.5, 0.25]),
    ] as [([String], [Double])])
  func readsNumbersAsTheyAreWritten(written: [String], numbers: [Double]) async throws {
    let rows = written.map { "\"\($0)\";\($0.count % 2)x\n" }.joined()
    let splits = try await load(
      "a;y\n\(rows)", DatasetOptions(target: "a", targets: .regression))
    let scale = try #require(splits.train.targetScale)
    let largest = numbers.reduce(0) { max($0, abs($1)) }
    for (index, number) in numbers.enumerated() {
      let stored = splits.train.targets.numbers(ofExample: index)[0]
      let read = stored * scale.standardDeviation[0] + scale.mean[0]
      #expect(abs(read - number) <= 1e-6 * largest, "\(written[index]): \(read)")
    }
  }

  /// Texts that are no numbers in a column stay texts.
  @Test(arguments: [
    ["1st", "2nd", "3rd"], ["4x2", "4x4", "4x2"], ["10-19", "20-29", "30-39"],
    ["1.2.3", "1.2.4", "1.2.3"], ["Q1", "Q2", "Q3"], ["12,3,4", "1,2", "5"],
  ])
  func leavesOtherTextsAlone(texts: [String]) async throws {
    let rows = texts.map { "\"\($0)\",\($0.count % 2)x\n" }.joined()
    let splits = try await load("a,y\n\(rows)1,0x\n1,1x\n", DatasetOptions(target: "y"))
    let names = try #require(splits.train.featureNames)
    #expect(Set(texts).isSubset(of: names.map { String($0.dropFirst(2)) }), "\(names)")
  }

  /// What 1,234 is depends on the other columns.
  @Test(arguments: [("1,5", 1.234), ("1.5", 1234)])
  func otherColumnsTellTheDecimalMark(other: String, number: Double) async throws {
    let splits = try await load(
      "a\tb\n1,234\t\(other)\n1,234\t\(other)\n",
      DatasetOptions(target: "a", targets: .regression))
    #expect(splits.train.targetScale?.mean == [number])
  }

  @Test func leavesOutWhatOnlyNamesTheRows() async throws {
    func row(_ index: Int) -> String {
      "\(index),\(7000 - index * 3),C-\(index)x,\(index),,word\(index),\(index % 3),\(index % 2)"
    }
    let header = ",customer_id,code,n,nothing,text,x,y\n"
    let text = header + (0..<40).map(row).joined(separator: "\n")
    let splits = try await load(text)
    #expect(splits.train.featureNames == ["n", "x"])
    let note = try #require(splits.note)
    #expect(
      note.contains(
        "left out: '1', 'customer_id' (ids), 'code', 'text' (nearly every text differs), "
          + "'nothing' (no values)"))
    #expect(note.contains("'n' counts the rows: --drop it if it is an id"))
    let other = try await load(text, DatasetOptions(drop: ["n,text"], keep: ["customer_id"]))
    #expect(other.train.featureNames == ["customer_id", "x"])
  }

  @Test(arguments: [
    ("PassengerId", true), ("customerID", true), ("ID", true), ("row_number", true), ("Nr.", true),
    ("userid", true), ("Unnamed: 0", true), ("paid", false), ("width", false), ("rooms", false),
    ("index of refraction", false), ("grid", false),
  ])
  func tellsIdsByTheirNames(name: String, isID: Bool) {
    #expect(Identifiers.isNameOfID(name) == isID)
  }

  /// More than 100 different texts are too many features.
  @Test func groupsRareTexts() async throws {
    // Every fifth row is for testing: 120 of the 150 towns are in the rest.
    let rows = (0..<1000).map { "town\($0 % 150),\($0 % 2)\n" }.joined()
    let splits = try await load("town,y\n" + rows)
    #expect(splits.train.inputs.shape == [100])
    #expect(splits.train.featureNames?.last == "town=(other)")
    #expect(splits.train.inputs.allNumbers.allSatisfy { $0.reduce(0, +) == 1 })
  }

  /// A slip among many numbers does not make a text of the column.
  @Test func aSlipAmongNumbersIsMissing() async throws {
    let rows = (0..<200).map { "\($0 == 7 ? "12O" : "\($0 * 3)"),\($0 % 2)\n" }.joined()
    let splits = try await load("a,y\n" + rows)
    #expect(splits.train.featureNames == ["a", "a is missing"])
    #expect(
      splits.note?.contains(
        "texts among the numbers of 'a' count as missing: 1, the first '12O' in line 9") == true)
  }

  /// How a text is encoded.
  @Test(arguments: [String.Encoding.utf16, .utf16BigEndian, .windowsCP1252, .utf8])
  func readsOtherEncodings(encoding: String.Encoding) async throws {
    let mark = encoding == .utf16BigEndian ? "\u{FEFF}" : ""
    let data = try #require("\(mark)größe,y\n1,ä\n2,b\n".data(using: encoding))
    let splits = try await DatasetCatalog.load(folder.write("t.csv", Array(data)))
    #expect(splits.train.featureNames == ["größe"])
    #expect(splits.train.classNames == ["b", "ä"])
  }

  @Test(arguments: [
    ("t.csv", "sep=;\na;b\n1,5;x\n2;y\n"), ("t.csv", "a|b\n1|x\n2|y\n"),
    ("t.csv", "\"a\";\"b\"\n\"1\";\"x,,,\"\n2;y\n"), ("t.tsv", "a\tb\n1\tx\n2\ty\n"),
    ("t.data", "a  b\n1  x\n2  y\n"), ("t.csv", "a,b\n1,x,,\n2,y,\n"), ("t.TXT", "a,b\n1,x\n2,y"),
  ])
  func readsOtherDelimiters(name: String, text: String) async throws {
    let splits = try await load(text, name: name)
    #expect(splits.train.featureNames == ["a"])
    #expect(splits.train.classNames?.count == 2)
  }

  @Test func columnsOfOneNameAreToldApart() async throws {
    let splits = try await load("a,a,y\n1,2,x\n2,3,z\n")
    #expect(splits.train.featureNames == ["a", "a.1"])
    #expect(splits.note?.contains("with the same name, later ones are 'a.1'") == true)
  }

  /// Classes of which one is rare stay classes, and it is said what is right without looking.
  @Test func saysHowUnevenClassesAre() async throws {
    let rows = (0..<100).map { "\($0 % 7),\($0 % 20 == 0 ? "yes" : "no")\n" }.joined()
    let splits = try await load("a,y\n" + rows)
    #expect(splits.train.task == .classification(classes: 2))
    #expect(splits.note?.contains("2 classes (95 % are 'no')") == true)
  }

  @Test(arguments: ["parquet", "xlsx", "feather", "json"])
  func saysWhatToDoWithOtherForms(ending: String) async throws {
    let path = try folder.write("t.\(ending)", "x")
    let error = await datasetError { try await DatasetCatalog.load(path) }
    #expect(error?.code == .unsupportedFile)
    #expect(error?.description.contains("to_csv('FILE.csv', index=False)") == true)
  }
}
