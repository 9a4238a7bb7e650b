import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized)
  struct AugmentationTests {
    init() throws { try setThreadCount(1) }

    static let pixels = (0..<24).map { UInt8($0 + 1) }

    /// A window of an image of 3 × 4 pixels with a border of 2, computed pixel by pixel.
    private func expected(_ row: Int, _ crop: Crop) -> [UInt8] {
      (0..<12).map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: 4)
        let line = y + crop.top - 2
        let column = (crop.isMirrored ? 3 - x : x) + crop.left - 2
        guard (0..<3).contains(line), (0..<4).contains(column) else { return 0 }
        return Self.pixels[row * 12 + line * 4 + column]
      }
    }

    @Test(arguments: [false, true])
    func windowsShowTheRightPixels(isMirrored: Bool) throws {
      let images = try Tensor(Self.pixels, shape: [2, 1, 3, 4])
      for top in 0...4 {
        for left in 0...4 {
          let crop = Crop(top: top, left: left, isMirrored: isMirrored)
          let other = Crop(top: 4 - top, left: left, isMirrored: !isMirrored)
          let windows = try [1, 0].withUnsafeBufferPointer { rows in
            try Tensor.cropped(images, rows: rows, crops: [crop, other], padding: 2)
          }
          #expect(windows.shape == [2, 1, 3, 4])
          #expect(
            try windows.values(as: UInt8.self) == expected(1, crop) + expected(0, other))
        }
      }
    }

    @Test
    func floatingPointImagesAreShiftedAlike() throws {
      let images = try Tensor(Self.pixels.map(Float.init), shape: [2, 1, 3, 4])
      let crop = Crop(top: 3, left: 1, isMirrored: true)
      let window = try [0].withUnsafeBufferPointer { rows in
        try Tensor.cropped(images, rows: rows, crops: [crop], padding: 2)
      }
      #expect(try window.values(as: UInt8.self) == expected(0, crop))
    }

    /// A border that is wider than the image: most windows show nothing of it.
    @Test(arguments: [false, true])
    func windowsBesideASmallImageAreBlack(isMirrored: Bool) throws {
      let image = try Tensor([1, 2, 3, 4] as [UInt8], shape: [1, 1, 2, 2])
      for top in 0...8 {
        for left in 0...8 {
          let window = try [0].withUnsafeBufferPointer { rows in
            try Tensor.cropped(
              image, rows: rows, crops: [Crop(top: top, left: left, isMirrored: isMirrored)],
              padding: 4)
          }
          let expected = (0..<4).map { index -> UInt8 in
            let (y, x) = index.quotientAndRemainder(dividingBy: 2)
            let (line, column) = (y + top - 4, (isMirrored ? 1 - x : x) + left - 4)
            guard (0..<2).contains(line), (0..<2).contains(column) else { return 0 }
            return UInt8(line * 2 + column + 1)
          }
          #expect(try window.values(as: UInt8.self) == expected)
        }
      }
    }

    @Test(arguments: [
      (rows: [2] as [Int64], top: 0, "row 2 is not in a set of 2 rows"),
      (rows: [0] as [Int64], top: 5, "a window at 5, 0 leaves a border of 2"),
      (rows: [0, 1] as [Int64], top: 0, "2 images need as many windows, not 1"),
    ])
    func windowsBeyondTheImageAreRefused(rows: [Int64], top: Int, sentence: String) throws {
      let images = try Tensor(Self.pixels, shape: [2, 1, 3, 4])
      let message = failure {
        _ = try rows.withUnsafeBufferPointer { rows in
          try Tensor.cropped(
            images, rows: rows, crops: [Crop(top: top, left: 0, isMirrored: false)], padding: 2)
        }
      }
      #expect(message == sentence)
    }

    @Test
    func allWindowsOccurAboutEquallyOften() {
      var augmentation = Augmentation(seed: 7)
      let crops = augmentation.crops(8100)
      for offset in 0...8 {
        #expect((750...1050).contains(crops.count { $0.top == offset }))
        #expect((750...1050).contains(crops.count { $0.left == offset }))
      }
      #expect((3800...4300).contains(crops.count(where: \.isMirrored)))
      #expect(crops.count { $0.top == $0.left } < 1200)
    }
  }
}
