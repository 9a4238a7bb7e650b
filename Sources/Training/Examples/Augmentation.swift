internal import LearningRateFinder
internal import Torch

/// The usual random changes to small images, as for CIFAR (He and others 2015, section 4.2): a
/// border of 4 black pixels, a window of the old size anywhere in it, mirrored every other time.
///
/// A value with a generator of its own: a copy draws the same windows.
struct Augmentation: Hashable, Sendable {
  /// The width of the border in pixels.
  static let padding = 4

  // A checkpoint keeps it.
  var generator: SeededGenerator

  /// Equal seeds give equal windows.
  init(seed: UInt64) {
    // Another stream than that of the data order, which has the same seed.
    generator = SeededGenerator(seed: seed ^ 0xA5A5_5A5A_C3C3_3C3C)
  }

  /// The windows of the images of one batch.
  mutating func crops(_ count: Int) -> [Crop] {
    let offsets = 0...(2 * Self.padding)
    return (0..<count).map { _ in
      Crop(
        top: Int.random(in: offsets, using: &generator),
        left: Int.random(in: offsets, using: &generator),
        isMirrored: Bool.random(using: &generator))
    }
  }
}
