/// The bundled handwritten digits: 1,797 gray images of 8×8 pixels with values from 0 to 16.
///
/// The test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin and C. Kaynak, UCI
/// Machine Learning Repository, CC BY 4.0). Every fifth image is for testing here: 1,438 to train
/// on, 359 to test on.
enum Digits {
  /// The characters of an image: its label, 64 pixels, and the end of the line.
  private static let lineLength = 66

  static func load() throws(DatasetError) -> DatasetSplits {
    let text = UnsafeBufferPointer(
      start: digitsText.utf8Start, count: digitsText.utf8CodeUnitCount)
    // The last line has no end.
    let split = TestSplit(count: (text.count + 1) / lineLength)
    let images = try split.arrays(.uint8, shape: [1, 8, 8], as: UInt8.self) { index, pixels in
      for pixel in 0..<64 {
        pixels.initializeElement(
          at: pixel, to: text[index * lineLength + 1 + pixel] - UInt8(ascii: "A"))
      }
    }
    let labels = try split.arrays(.int64, shape: [], as: Int64.self) { index, label in
      label.initializeElement(at: 0, to: Int64(text[index * lineLength] - UInt8(ascii: "0")))
    }
    return .labeled(
      name: "digits", images: images, labels: labels, classes: 10,
      classNames: (0...9).map(String.init), note: nil)
  }
}
