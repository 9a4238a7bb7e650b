internal import CTorch

/// Where the window of an image begins in the image with a border around it, and whether what is
/// seen in it is mirrored left to right.
public struct Crop: Hashable, Sendable {
  /// The first line of the window, from 0 to twice the border.
  public var top: Int
  /// The first column of the window, from 0 to twice the border.
  public var left: Int
  /// Whether the window's content is mirrored left to right.
  public var isMirrored: Bool

  /// Describes a window.
  public init(top: Int, left: Int, isMirrored: Bool) {
    self.top = top
    self.left = left
    self.isMirrored = isMirrored
  }
}

extension Tensor {
  /// Some images of a set, each surrounded by zeros and cut back to its size at another place.
  ///
  /// - Parameters:
  ///   - source: The set, [images, channels, height, width] of uint8 or float32.
  ///   - rows: Which images, in this order.
  ///   - crops: As many windows as rows.
  ///   - padding: How many pixels of zeros surround an image, 0 or more.
  /// - Returns: [rows, channels, height, width] of the same type and on the same device.
  /// - Throws: `TorchError` for rows that are not in the set and windows beyond the border.
  public static func cropped(
    _ source: Tensor, rows: UnsafeBufferPointer<Int64>, crops: [Crop], padding: Int
  ) throws(TorchError) -> Tensor {
    guard rows.count == crops.count else {
      throw TorchError("\(rows.count) images need as many windows, not \(crops.count)")
    }
    let windows = crops.map { crop in
      ct_crop(
        top: Int32(clamping: crop.top), left: Int32(clamping: crop.left),
        mirrored: crop.isMirrored)
    }
    return try make { out in
      withUnsafePointer(to: 0 as Int64) { noRow in
        ct_crop_rows(
          source.handle, rows.baseAddress ?? noRow, windows, rows.count, Int64(padding), out)
      }
    }
  }
}
