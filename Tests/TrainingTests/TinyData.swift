import Datasets

/// A small set of images of two classes, the same at every call.
func tinyImages(count: Int = 60, side: Int = 8, named name: String = "tiny") throws -> Dataset {
  let pixels = side * side
  let memory = try ExampleMemory(byteCount: count * pixels) { bytes throws(DatasetError) in
    for i in 0..<(count * pixels) {
      let image = i / pixels
      // Class 1 is bright at the top, class 0 at the bottom, with a pattern on both.
      let isTop = i % pixels < pixels / 2
      let bright = isTop == (image % 2 == 1)
      bytes[i] = UInt8((bright ? 160 : 40) + (i &* 7 &+ image &* 13) % 60)
    }
  }
  let labels = try ExampleMemory(byteCount: count * 8) { bytes throws(DatasetError) in
    let labels = bytes.bindMemory(to: Int64.self)
    // Every seventh label is wrong, so that no training can make the loss zero.
    for i in 0..<count { labels[i] = Int64((i % 2) ^ (i % 7 == 0 ? 1 : 0)) }
  }
  return Dataset(
    name: name, task: .classification(classes: 2),
    inputs: ExampleArray(memory: memory, element: .uint8, count: count, shape: [1, side, side]),
    targets: ExampleArray(memory: labels, element: .int64, count: count, shape: []),
    mean: [100], standardDeviation: [60])
}
