import Datasets
import LearningRateFinder

/// Images of CIFAR's size that show nothing: what a step takes is the same.
///
/// - Parameter count: The number of images.
/// - Returns: As many images and labels, the same ones every time.
/// - Throws: `DatasetError` where there is no memory for them.
func noise(count: Int) throws -> Dataset {
  var generator = SeededGenerator(seed: 1)
  let images = try ExampleMemory(byteCount: count * 3 * 32 * 32) { bytes in
    for index in bytes.indices { bytes[index] = UInt8.random(in: .min ... .max, using: &generator) }
  }
  let labels = try ExampleMemory(byteCount: count * MemoryLayout<Int64>.size) { bytes in
    let labels = bytes.bindMemory(to: Int64.self)
    for index in labels.indices { labels[index] = Int64.random(in: 0..<10, using: &generator) }
  }
  return Dataset(
    name: "noise", task: .classification(classes: 10),
    inputs: ExampleArray(memory: images, element: .uint8, count: count, shape: [3, 32, 32]),
    targets: ExampleArray(memory: labels, element: .int64, count: count, shape: []))
}
