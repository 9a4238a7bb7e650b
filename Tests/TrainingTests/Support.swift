import Datasets
import EngineTestSupport
import Foundation
import Testing
import Torch

@testable import Training

/// All tests of trainings, one after the other.
///
/// libtorch's generators and number of threads belong to the process. Each suite inside sets the number of threads to 1.
@Suite(.serialized, .exclusiveEngine)
enum TrainingTests {}

/// Small data sets made on the spot.
enum Made {
  /// Images whose class is where they are bright: learnable in a few steps.
  static func images(
    _ shape: [Int] = [3, 8, 8], count: Int = 64, classes: Int = 4
  ) throws -> Dataset {
    let size = shape.reduce(1, *)
    let inputs = try array(.uint8, count: count, shape: shape) { index -> UInt8 in
      let (example, pixel) = index.quotientAndRemainder(dividingBy: size)
      let isBright = pixel * classes / size == example % classes
      return UInt8((isBright ? 200 : 20) + (index * 37) % 50)
    }
    let targets = try array(.int64, count: count, shape: []) { Int64($0 % classes) }
    return Dataset(
      name: "made", task: .classification(classes: classes), inputs: inputs, targets: targets,
      mean: shape.count == 3 ? .init(repeating: 70, count: shape[0]) : [70],
      standardDeviation: shape.count == 3 ? .init(repeating: 80, count: shape[0]) : [80])
  }

  /// Features and the numbers that depend on them.
  static func features(count: Int = 48) throws -> Dataset {
    let inputs = try array(.float32, count: count, shape: [6]) { Float(($0 * 29) % 17) / 8 - 1 }
    let targets = try array(.float32, count: count, shape: [2]) { Float(($0 * 29) % 17) / 8 - 1 }
    return Dataset(
      name: "features", task: .regression(outputs: 2), inputs: inputs, targets: targets)
  }

  /// A text that repeats the alphabet.
  static func text(length: Int = 16, vocabulary: Int = 11, count: Int = 32) throws -> Dataset {
    func tokens(_ shift: Int) throws -> ExampleArray {
      try array(.int64, count: count, shape: [length]) { Int64(($0 + shift) % vocabulary) }
    }
    return Dataset(
      name: "alphabet", task: .nextCharacter(vocabulary: vocabulary), inputs: try tokens(0),
      targets: try tokens(1))
  }

  static func array<Number>(
    _ element: ExampleArray.Element, count: Int, shape: [Int], _ value: (Int) -> Number
  ) throws -> ExampleArray {
    let numbers = count * shape.reduce(1, *)
    let memory = try ExampleMemory(byteCount: numbers * element.size) { bytes in
      let room = bytes.bindMemory(to: Number.self)
      for index in 0..<numbers { room.initializeElement(at: index, to: value(index)) }
    }
    return ExampleArray(memory: memory, element: element, count: count, shape: shape)
  }

  /// The data set that a model of the catalog is made for.
  static func data(for model: String) throws -> Dataset {
    switch model {
    case let name where name.hasPrefix("gpt"): try text()
    case let name where name.hasSuffix(" on text"): try text()
    case let name where name.hasSuffix(" on features"): try features()
    default: try images()
    }
  }
}

/// A learner of a model on the data that it is made for; " on text" and the like are cut off.
func makeLearner(
  _ model: String, batchSize: Int = 16, seed: UInt64 = 3, isAugmented: Bool = false
) throws -> Learner {
  let data = try Made.data(for: model)
  let name = model.split(separator: " ").first.map(String.init) ?? model
  let settings = TrainingSettings(
    model: name, optimizer: OptimizerSettings(.adam), batchSize: batchSize, seed: seed,
    isAugmented: isAugmented)
  return try Learner(settings, on: data)
}

/// The sentence of an error that is expected.
func failure(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}
