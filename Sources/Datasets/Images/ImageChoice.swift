/// The size and the channels that all images are brought to.
struct ImageChoice: Sendable {
  let size: DatasetOptions.ImageSize
  /// 1 or 3.
  let channels: Int
  /// Why the size was taken, for a note.
  private let reason: String

  /// Images of one size are kept as they are up to this one.
  private static let largestKept = 128
  private static let usual = DatasetOptions.ImageSize(height: 64, width: 64)

  /// Chooses what fits.
  ///
  /// - Parameters:
  ///   - headers: What the images are.
  ///   - asked: The size that was asked for.
  init(_ headers: [ImageFile.Header], asked: DatasetOptions.ImageSize?) {
    channels = headers.contains { $0.channels == 3 } ? 3 : 1
    let first = headers.first
    let isOneSize = headers.allSatisfy { $0.height == first?.height && $0.width == first?.width }
    if let asked {
      (size, reason) = (asked, "")
    } else if let first, isOneSize, max(first.height, first.width) <= Self.largestKept {
      (size, reason) = (.init(height: first.height, width: first.width), "")
    } else {
      size = Self.usual
      let smaller = headers.count { min($0.height, $0.width) < Self.usual.height }
      reason =
        " (--image-size), brought there from "
        + (isOneSize ? "\(first?.width ?? 0)×\(first?.height ?? 0)" : "several sizes")
        + (smaller > 0 ? ", \(smaller) of them smaller" : "")
    }
  }

  /// The size and the colors, for a note.
  var words: String {
    "of \(size.width)×\(size.height) pixels in \(channels == 3 ? "color" : "gray")\(reason)"
  }

  /// The shape of an example.
  var shape: [Int] { [channels, size.height, size.width] }
}
