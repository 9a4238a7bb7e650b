/// Brings an image to a size: its largest middle part of the wanted proportions, each pixel the mean
/// of those around its place, weighted by a triangle.
///
/// The triangle is two wanted pixels wide where the image becomes smaller, so that every pixel
/// counts, and two given ones where it becomes larger: bilinear interpolation. Pillow's `resize`
/// with `BILINEAR` is the same.
///
/// - Parameters:
///   - pixels: The image, row by row, channels last.
///   - height: Its rows.
///   - width: Its columns.
///   - channels: Its channels.
///   - size: What it is brought to.
///   - room: The place of the result: [channels, height, width].
func resize(
  _ pixels: UnsafeBufferPointer<UInt8>, height: Int, width: Int, channels: Int,
  to size: DatasetOptions.ImageSize, into room: UnsafeMutableBufferPointer<UInt8>
) {
  let plane = size.height * size.width
  if height == size.height, width == size.width {
    for pixel in 0..<plane {
      for channel in 0..<channels {
        room.initializeElement(
          at: channel * plane + pixel, to: pixels[pixel * channels + channel])
      }
    }
    return
  }
  let scale = min(
    Double(height) / Double(size.height), Double(width) / Double(size.width))
  let rows = Taps(from: height, to: size.height, scale: scale)
  let columns = Taps(from: width, to: size.width, scale: scale)
  let usedRows = rows.first[0]..<(rows.first[size.height - 1] + rows.count[size.height - 1])
  let stride = size.width * channels
  var narrowed = [Float](repeating: 0, count: usedRows.count * stride)
  narrowed.withUnsafeMutableBufferPointer { narrowed in
    for row in usedRows {
      let out = (row - usedRows.lowerBound) * stride
      for column in 0..<size.width {
        let first = (row * width + columns.first[column]) * channels
        let weights = column * columns.most
        for channel in 0..<channels {
          var sum: Float = 0
          for tap in 0..<columns.count[column] {
            sum += columns.weights[weights + tap] * Float(pixels[first + tap * channels + channel])
          }
          narrowed[out + column * channels + channel] = sum
        }
      }
    }
    for row in 0..<size.height {
      let first = (rows.first[row] - usedRows.lowerBound) * stride
      let weights = row * rows.most
      for column in 0..<size.width {
        for channel in 0..<channels {
          var sum: Float = 0
          for tap in 0..<rows.count[row] {
            sum +=
              rows.weights[weights + tap]
              * narrowed[first + tap * stride + column * channels + channel]
          }
          room.initializeElement(
            at: channel * plane + row * size.width + column,
            to: UInt8(min(255, max(0, sum.rounded()))))
        }
      }
    }
  }
}

/// Which given pixels make each wanted one along an axis, and with what weights.
private struct Taps {
  /// The first given pixel of each wanted one.
  var first: [Int] = []
  /// How many there are.
  var count: [Int] = []
  /// The most that there may be: where the weights of each wanted pixel begin is a multiple of it.
  let most: Int
  /// The weights, which add up to 1 for each wanted pixel.
  var weights: [Float]

  /// Computes the weights.
  ///
  /// - Parameters:
  ///   - given: The pixels along the axis.
  ///   - wanted: The pixels that are wanted.
  ///   - scale: How many given pixels make a wanted one; what is left over is cut off on both sides.
  init(from given: Int, to wanted: Int, scale: Double) {
    let reach = max(scale, 1)
    most = Int((2 * reach).rounded(.up)) + 1
    weights = [Float](repeating: 0, count: wanted * most)
    let start = (Double(given) - Double(wanted) * scale) / 2
    for index in 0..<wanted {
      let center = start + (Double(index) + 0.5) * scale
      let low = max(0, Int((center - reach + 0.5).rounded(.down)))
      let high = min(given, Int((center + reach + 0.5).rounded(.down)))
      let all = (low..<high).prefix(most).map { max(0, 1 - abs(Double($0) + 0.5 - center) / reach) }
      let sum = all.reduce(0, +)
      for (tap, weight) in all.enumerated() { weights[index * most + tap] = Float(weight / sum) }
      first.append(low)
      count.append(all.count)
    }
  }
}
