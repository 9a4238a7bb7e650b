internal import CTorch

/// The greatest or mean value of every window of an image: [batch, channels, height, width] to
/// [batch, channels, smaller, smaller].
public final class Pooling2D: Module {
  /// What is taken from a window.
  public enum Method: Sendable {
    /// Its greatest value.
    case maximum
    /// Its mean, zeros of the padding included.
    case average
  }

  /// What is taken from a window.
  public let method: Method
  /// The height and width of a window in pixels.
  public let size: Int
  /// How many pixels windows are apart.
  public let stride: Int
  /// How many pixels surround the image.
  public let padding: Int

  /// A pooling over square windows.
  ///
  /// - Parameters:
  ///   - method: What is taken from a window.
  ///   - size: The height and width of a window in pixels.
  ///   - stride: How many pixels windows are apart; nil for `size`, so that they touch.
  ///   - padding: How many pixels surround the image, at most half of `size`.
  public init(_ method: Method, size: Int, stride: Int? = nil, padding: Int = 0) {
    self.method = method
    self.size = size
    self.stride = stride ?? size
    self.padding = padding
    super.init()
  }

  /// The pooled image.
  public override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make { out in
      switch method {
      case .maximum:
        ct_max_pool2d(input.handle, Int64(size), Int64(stride), Int64(padding), out)
      case .average:
        ct_average_pool2d(input.handle, Int64(size), Int64(stride), Int64(padding), out)
      }
    }
  }
}

/// Means over as many windows as make an image of a given size, whatever the input's.
public final class AdaptiveAveragePooling2D: Module {
  /// The height of the output.
  public let height: Int
  /// The width of the output.
  public let width: Int

  /// A pooling to `height` × `width`; 1 × 1 is the mean over the whole image.
  public init(height: Int = 1, width: Int = 1) {
    self.height = height
    self.width = width
    super.init()
  }

  /// The pooled image, [batch, channels, height, width].
  public override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make {
      ct_adaptive_average_pool2d(input.handle, Int64(height), Int64(width), $0)
    }
  }
}
