internal import CTorch

/// A convolution over images: [batch, inputs, height, width] to [batch, outputs, …].
///
/// Parameters: `weight` [outputs, inputs / groups, kernel, kernel] and `bias` [outputs], both
/// uniform within ±1/√(inputs / groups × kernel²) at first.
public final class Convolution2D: TorchLayer {
  /// A convolution with a square kernel.
  ///
  /// - Parameters:
  ///   - inputs: The number of channels in.
  ///   - outputs: The number of channels out.
  ///   - kernel: The kernel's height and width in pixels.
  ///   - stride: How many pixels the kernel moves.
  ///   - padding: How many zeros surround the image.
  ///   - dilation: The distance between the kernel's pixels.
  ///   - groups: Into how many independent groups the channels are divided.
  ///   - bias: Whether a constant is added to each channel.
  /// - Throws: `TorchError` for numbers that make no convolution.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true
  ) throws(TorchError) {
    var options = ct_conv2d_options(
      inputs: Int64(inputs), outputs: Int64(outputs), kernel_height: Int64(kernel),
      kernel_width: Int64(kernel), stride: Int64(stride), padding: Int64(padding),
      dilation: Int64(dilation), groups: Int64(groups), bias: bias)
    try super.init { ct_conv2d(&options, $0) }
  }
}

/// The transpose of a convolution, which makes images larger: the decoder's half of an
/// autoencoder.
///
/// Parameters: `weight` [inputs, outputs, kernel, kernel] and `bias` [outputs].
public final class TransposedConvolution2D: TorchLayer {
  /// A transposed convolution with a square kernel.
  ///
  /// - Parameters:
  ///   - inputs: The number of channels in.
  ///   - outputs: The number of channels out.
  ///   - kernel: The kernel's height and width in pixels.
  ///   - stride: By how much the image grows.
  ///   - padding: How many pixels are cut off all around.
  ///   - outputPadding: How many rows and columns are added at the end.
  ///   - bias: Whether a constant is added to each channel.
  /// - Throws: `TorchError` for numbers that make no convolution.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0, bias: Bool = true
  ) throws(TorchError) {
    var options = ct_conv2d_options(
      inputs: Int64(inputs), outputs: Int64(outputs), kernel_height: Int64(kernel),
      kernel_width: Int64(kernel), stride: Int64(stride), padding: Int64(padding),
      dilation: 1, groups: 1, bias: bias)
    try super.init { ct_conv_transpose2d(&options, Int64(outputPadding), $0) }
  }
}
