import Testing

@testable import Datasets

@Suite struct DigitsTests {
  @Test func hasThePublishedImages() async throws {
    let splits = try await DatasetCatalog.load("digits", downloads: .forbidden)
    let test = try #require(splits.test)
    #expect(splits.train.count == 1438)
    #expect(test.count == 359)
    #expect(splits.train.inputs.shape == [1, 8, 8])
    #expect(splits.train.inputs.element == .uint8)
    #expect(splits.train.task == .classification(classes: 10))
    // The first image of optdigits.tes, a 0, in its first two rows.
    #expect(
      splits.train.inputs.numbers(ofExample: 0).prefix(16) == [
        0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0,
      ])
    #expect(splits.train.targets.numbers(ofExample: 0) == [0])
    // The fifth image is the first one for testing, a 4.
    #expect(test.targets.numbers(ofExample: 0) == [4])
    #expect(splits.train.targets.numbers(ofExample: 4) == [5])
  }

  @Test func hasThePublishedNumberOfEachDigit() async throws {
    let splits = try await DatasetCatalog.load("digits")
    var counts = [Int](repeating: 0, count: 10)
    for part in [splits.train, splits.test].compactMap({ $0 }) {
      for index in 0..<part.count { counts[Int(part.targets.numbers(ofExample: index)[0])] += 1 }
    }
    // "Class: No of examples in testing set" of the set's description.
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  @Test func isNormalizedByItsTrainingPart() async throws {
    let splits = try await DatasetCatalog.load("digits")
    let train = splits.train
    let values = (0..<train.count).flatMap { train.inputs.numbers(ofExample: $0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(Double(train.mean[0]) - mean) < 1e-5)
    #expect(abs(Double(train.standardDeviation[0]) - variance.squareRoot()) < 1e-5)
    #expect(splits.test?.mean == train.mean)
    #expect(splits.test?.standardDeviation == train.standardDeviation)
  }
}
