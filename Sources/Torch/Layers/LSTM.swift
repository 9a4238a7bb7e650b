internal import CTorch

/// A stack of long short-term memory layers (Hochreiter and Schmidhuber 1997):
/// [batch, length, inputs] to the last layer's hidden states, [batch, length, hidden].
///
/// Parameters: `weight_ih_l0` [4 hidden, inputs], `weight_hh_l0` [4 hidden, hidden], `bias_ih_l0`,
/// `bias_hh_l0` [4 hidden], and so on for every layer, uniform within ±1/√hidden at first.
public final class LSTM: TorchLayer {
  /// Hidden and cell states, [layers, batch, hidden] each.
  public struct State {
    /// The hidden states.
    public let hidden: Tensor
    /// The cell states.
    public let cell: Tensor

    /// A state to begin from.
    public init(hidden: Tensor, cell: Tensor) {
      self.hidden = hidden
      self.cell = cell
    }
  }

  /// A stack of LSTM layers.
  ///
  /// - Parameters:
  ///   - inputs: The number of features in.
  ///   - hidden: The number of features out.
  ///   - layers: How many layers, at least 1.
  ///   - dropout: The probability that a feature between two layers is dropped in training.
  /// - Throws: `TorchError` for numbers that make no layer.
  public init(
    _ inputs: Int, hidden: Int, layers: Int = 1, dropout: Double = 0
  ) throws(TorchError) {
    try super.init { ct_lstm(Int64(inputs), Int64(hidden), Int64(layers), dropout, $0) }
  }

  /// The hidden states of all positions from a given state (nil: zeros), and the state after them.
  public func forward(
    _ input: Tensor, from state: State?
  ) throws(TorchError) -> (output: Tensor, state: State) {
    var hidden: ct_tensor?
    var cell: ct_tensor?
    let output = try Tensor.make {
      ct_lstm_forward(
        layer, input.handle, state?.hidden.handle, state?.cell.handle, $0, &hidden, &cell)
    }
    guard let hidden, let cell else { throw TorchError("the LSTM gave no state") }
    return (output, State(hidden: Tensor(owning: hidden), cell: Tensor(owning: cell)))
  }
}
