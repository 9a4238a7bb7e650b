internal import Torch

extension ModelRequest {
  /// A generative transformer of characters, in the form of GPT-2 (Radford and others 2019): learned
  /// positions, norms before attention and perceptron, a last norm, and an output layer of its own.
  ///
  /// As there, weights begin normal with a deviation of 0.02, those that write to the residual
  /// stream divided by √(2 × layers), and biases zero.
  func gpt() throws -> Module {
    let sizes = try self.sizes(like: "gpt:4,4,128") ?? [4, 4, 128]
    let text = try self.text()
    let (layers, heads, width) = (sizes[0], sizes[1], sizes[2])
    guard width.isMultiple(of: heads) else {
      throw TrainingError(
        "the width of a gpt is a multiple of its heads: gpt:4,4,128, not \(name)")
    }
    let model = try GPT(
      vocabulary: text.vocabulary, length: text.length, layers: layers, heads: heads, width: width)
    try model.initialize()
    return model
  }
}

/// A transformer that predicts the token after each: int64 [batch, length] to logits
/// [batch, length, vocabulary].
///
/// A position sees only itself and those before it.
final class GPT: Module {
  private let embedding: Embedding
  private let positions: Tensor
  private let dropout: Dropout
  private let blocks: Sequential
  private let norm: LayerNorm
  private let output: Linear

  /// A transformer of examples of up to `length` tokens.
  init(
    vocabulary: Int, length: Int, layers: Int, heads: Int, width: Int,
    dropout probability: Double = 0
  ) throws(TorchError) {
    embedding = try Embedding(vocabulary, width)
    positions = try Tensor.normal([length, width])
    try positions.setRequiresGradient(true)
    dropout = try Dropout(probability)
    var blocks: [Module] = []
    for _ in 0..<layers {
      blocks.append(try TransformerBlock(width: width, heads: heads, dropout: probability))
    }
    self.blocks = Sequential(blocks)
    norm = try LayerNorm([width])
    output = try Linear(width, vocabulary, bias: false)
    super.init(
      children: [
        "embedding": embedding, "dropout": dropout, "blocks": self.blocks, "norm": norm,
        "output": output,
      ],
      parameters: [NamedTensor("positions", positions)])
  }

  override func forward(_ tokens: Tensor) throws(TorchError) -> Tensor {
    let length = tokens.shape[1]
    let embedded = try embedding(tokens) + positions.sliced(0, 0..<length)
    return try output(norm(blocks(dropout(embedded))))
  }

  /// Draws the weights as GPT-2's.
  func initialize() throws(TorchError) {
    let residual = 0.02 / (2 * Double(max(1, blocks.children.count))).squareRoot()
    for parameter in namedParameters where !parameter.name.contains("norm") {
      let writesToStream = ["out_proj.weight", "contract.weight"].contains {
        parameter.name.hasSuffix($0)
      }
      if parameter.name.hasSuffix("bias") {
        try parameter.tensor.copy(from: Tensor.zeros(parameter.tensor.shape))
      } else {
        try parameter.tensor.fillNormal(
          mean: 0, standardDeviation: writesToStream ? residual : 0.02)
      }
    }
  }
}

/// Attention and a perceptron of four times the width, each added to its input.
final class TransformerBlock: Module {
  private let attentionNorm, perceptronNorm: LayerNorm
  private let attention: MultiHeadAttention
  private let expand, contract: Linear
  private let dropout: Dropout

  init(width: Int, heads: Int, dropout probability: Double) throws(TorchError) {
    attentionNorm = try LayerNorm([width])
    attention = try MultiHeadAttention(width, heads: heads, dropout: probability, isCausal: true)
    perceptronNorm = try LayerNorm([width])
    expand = try Linear(width, 4 * width)
    contract = try Linear(4 * width, width)
    dropout = try Dropout(probability)
    super.init(children: [
      "attention_norm": attentionNorm, "attention": attention, "perceptron_norm": perceptronNorm,
      "expand": expand, "contract": contract, "dropout": dropout,
    ])
  }

  override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    let attended = try input + dropout(attention(attentionNorm(input)))
    let thought = try contract(expand(perceptronNorm(attended)).gelu())
    return try attended + dropout(thought)
  }
}
