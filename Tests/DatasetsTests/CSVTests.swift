import Foundation
import Testing

@testable import Datasets

@Suite struct CSVTests {
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
    ("a,a\n1,2\n", .init(), "has two columns named 'a'"),
    ("a,b\n1,2\n1\n", .init(), "row 2 (line 3) has 1 fields, expected 2"),
    ("a,b\n1,2\n\n1,2,3\n", .init(), "row 2 (line 4) has 3 fields, expected 2"),
    ("a,b\n1,2\n,2\n", .init(), "row 2 (line 3), column 'a': the value is missing"),
    ("a,b\n1,NaN\n", .init(), "row 1 (line 2), column 'b': the value is missing"),
    ("a,b\n\"1\n\",?\n", .init(), "row 1 (line 2), column 'b': the value is missing"),
    ("a,b\n1,1e999\n", .init(), "row 1 (line 2), column 'b': '1e999' is too large"),
    ("a,b\n-inf,1\n", .init(), "row 1 (line 2), column 'a': '-inf' is not finite"),
    ("a,b\n1,\"x\n", .init(), "line 2: a quote is not closed"),
    ("a,b\n\"1\"2,x\n", .init(), "line 2: text after a closing quote"),
    ("a,b\n1,2\n", .init(target: "c"), "no column 'c': expected one of a, b"),
    ("a,b\n1,x\n2,x\n", .init(), "column 'b' has one class, 'x', expected more"),
    (
      "a,b\n1,2\n1,two\n", .init(targets: .regression),
      "row 2 (line 3), column 'b': expected a number for regression, found 'two'"
    ),
    (
      "a,b\n" + (0...100).map { "name\($0),\($0)\n" }.joined(), .init(),
      "column 'a' has more than 100 different texts, expected numbers or few categories "
        + "(first text in row 1, line 2: 'name0')"
    ),
    (
      "a,b\n" + (0...1000).map { "\($0),name\($0)\n" }.joined(), .init(),
      "column 'b' has more than 1000 different texts, expected numbers or few categories "
        + "(first text in row 1, line 2: 'name0')"
    ),
  ]

  @Test(arguments: bad.indices)
  func saysWhatIsWrong(index: Int) async throws {
    let (text, options, message) = Self.bad[index]
    let error = await datasetError { try await load(text, options) }
    #expect(error?.description == "\(folder.path)/table.csv: \(message)")
  }

  @Test func aMissingFileIsNamed() async throws {
    let error = await datasetError { try await DatasetCatalog.load("\(folder.path)/no.csv") }
    #expect(error?.code == .missingFile)
    #expect(error?.description == "\(folder.path)/no.csv: no such file or folder")
  }
}

@Suite struct DecimalNumberTests {
  /// The standard library is the second implementation.
  @Test(arguments: [
    "0", "-0", "1", "+1", "-12.5", ".5", "5.", "1e3", "1E-3", "1.25e+2", "0.1",
    "123456789012345678",
    "0.30000000000000004", "9007199254740993", "1e22", "1e23", "1e-22", "1e-23", "1e-400",
    "4.9e-324", "1.7976931348623157e308", "0.000000000000000000000000000001", "00012.500",
    "1e999", "3.14159265358979323846264338327950288",
  ])
  func agreesWithTheStandardLibrary(text: String) throws {
    let parsed = Array(text.utf8).withUnsafeBufferPointer(parseDecimal)
    let expected = try #require(Double(text.hasSuffix(".") ? text + "0" : text))
    #expect(parsed?.bitPattern == expected.bitPattern)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "1x", "1 2", "0x10", "nan", "inf", "1,5", "--1", "1.2.3",
    "1e5.0",
  ])
  func refusesOtherText(text: String) {
    #expect(Array(text.utf8).withUnsafeBufferPointer(parseDecimal) == nil)
  }

  @Test func agreesOnManyRandomNumbers() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let number = Double(
        bitPattern: UInt64.random(in: 0..<0x7FF0_0000_0000_0000, using: &generator))
      let short = (Double.random(in: -1000...1000, using: &generator) * 1e5).rounded() / 1e5
      for value in [number, short] {
        let parsed = Array("\(value)".utf8).withUnsafeBufferPointer(parseDecimal)
        #expect(parsed == value)
      }
    }
  }
}
