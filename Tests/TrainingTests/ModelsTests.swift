import Datasets
import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized)
  struct ModelsTests {
    init() throws { try setThreadCount(1) }

    /// He and others (2015), table 6, say 0.27, 0.46 and 0.85 million; counted layer by layer, the
    /// convolutions, norms and the output layer have exactly so many.
    @Test(arguments: [
      ("resnet20", 269_722), ("resnet:32", 464_154), ("resnet56", 853_018), ("resnet:20", 269_722),
      ("logistic", 30_730), ("mlp:5", 3072 * 5 + 5 + 60),
      ("autoencoder:7,2", 3072 * 7 + 7 + 14 + 2 + 14 + 7 + 7 * 3072 + 3072),
      ("lstm:1,4", 4 * 4 * (96 + 4) + 32 + 50),
    ])
    func parametersOfImageModels(name: String, count: Int) throws {
      let model = try ModelCatalog.model(
        name, inputs: [3, 32, 32], task: .classification(classes: 10))
      #expect(model.module.parameterCount == count)
    }

    @Test
    func parametersOfTheTransformer() throws {
      let (vocabulary, length, layers, width) = (65, 128, 2, 24)
      let model = try ModelCatalog.model(
        "gpt:2,3,24", inputs: [length], task: .nextCharacter(vocabulary: vocabulary))
      let block = 12 * width * width + 13 * width
      #expect(
        model.module.parameterCount
          == 2 * vocabulary * width + length * width + layers * block + 2 * width)
    }

    @Test(arguments: [
      ("cnn", [3, 8, 8]), ("resnet20", [3, 8, 8]), ("resnet:8", [1, 7, 9]),
      ("resnet:8-nobn", [1, 28, 28]), ("lstm", [1, 28, 28]), ("lstm", [6]), ("lstm", [5, 3]),
      ("mlp", [2, 3]), ("logistic", [4]),
    ])
    func predictorsGiveOneRowOfOutputsPerExample(name: String, shape: [Int]) throws {
      let model = try ModelCatalog.model(name, inputs: shape, task: .classification(classes: 7))
      #expect(model.objective == .classification)
      #expect(try model.module(Tensor.normal([4] + shape)).shape == [4, 7])
    }

    @Test(arguments: ["gpt:1,2,8", "lstm:2,8"])
    func textModelsPredictAtEveryPosition(name: String) throws {
      let model = try ModelCatalog.model(name, inputs: [5], task: .nextCharacter(vocabulary: 9))
      #expect(model.objective == .nextCharacter)
      #expect(try model.module(Tensor.zeros([3, 5], dataType: .int64)).shape == [3, 5, 9])
    }

    @Test(arguments: ["gpt:2,2,16", "lstm:2,16"])
    func laterTokensDoNotChangeEarlierOutputs(name: String) throws {
      let model = try ModelCatalog.model(name, inputs: [8], task: .nextCharacter(vocabulary: 5))
      let changed = 5
      let first = try Tensor([0, 1, 2, 3, 4, 0, 1, 2] as [Int64], shape: [1, 8])
      let second = try Tensor([0, 1, 2, 3, 4, 3, 1, 2] as [Int64], shape: [1, 8])
      let outputs = try [first, second].map { try model.module($0).flattened(from: 0, to: 1) }
      for position in 0..<8 {
        let rows = try outputs.map { try $0.sliced(0, position..<(position + 1)).values() }
        #expect((rows[0] == rows[1]) == (position < changed), "position \(position)")
      }
    }

    /// The shortcut adds channels of zeros on both sides of every other pixel: with convolutions
    /// that give zero, a block's output is that and nothing else.
    @Test
    func shortcutsHaveNoParameters() throws {
      let block = try ResidualBlock(2, 4, stride: 2, isNormalized: false)
      try block.startAsIdentity(among: 1)
      let pixels = (0..<18).map { Float($0 + 1) }
      let output = try block(Tensor(pixels, shape: [1, 2, 3, 3]))
      #expect(output.shape == [1, 4, 2, 2])
      let zeros: [Float] = [0, 0, 0, 0]
      #expect(try output.values() == zeros + [1, 3, 7, 9] + [10, 12, 16, 18] + zeros)
    }

    @Test
    func withoutBatchNormBlocksBeginAsIdentities() throws {
      let model = try ModelCatalog.model(
        "resnet:110-nobn", inputs: [3, 8, 8], task: .classification(classes: 2))
      #expect(model.module.namedBuffers.isEmpty)
      let outputs = try model.module(Tensor.normal([8, 3, 8, 8])).values()
      #expect(outputs.allSatisfy { abs($0) < 10 })
    }

    @Test(arguments: [
      ("resnet21", [3, 8, 8], "the layers of a resnet are 6n + 2"),
      ("resnet20", [12], "takes images [channels, height, width]"),
      ("cnn", [3, 2, 2], "of 4×4 or more"),
      ("mlp:12,0", [12], "whole numbers from 1 to 65536"),
      ("lstm:3", [12], "lstm:1,128, not lstm:3"),
      ("gpt", [12], "takes text"),
      ("gpt:1,2,3,4", [12], "gpt:4,4,128, not gpt:1,2,3,4"),
      ("perceptron", [12], "expected one of autoencoder,"),
      ("logistic:3", [12], "unknown model 'logistic:3'"),
      ("missing.pt", [12], "missing.pt"),
    ])
    func requestsThatCannotBeMet(name: String, shape: [Int], sentence: String) throws {
      let message = failure {
        _ = try ModelCatalog.model(name, inputs: shape, task: .classification(classes: 2))
      }
      #expect(message?.contains(sentence) == true, "\(message ?? "no error")")
      #expect(message?.contains("\n") == false)
    }

    @Test(arguments: ["mlp", "cnn", "resnet20", "autoencoder", "logistic"])
    func modelsOfImagesRefuseText(name: String) throws {
      let message = failure {
        _ = try ModelCatalog.model(name, inputs: [16], task: .nextCharacter(vocabulary: 5))
      }
      #expect(message == "the model \(name) takes images or features, not text")
    }

    @Test
    func widthsOfTransformersAreMultiplesOfTheirHeads() throws {
      let message = failure {
        _ = try ModelCatalog.model(
          "gpt:1,3,8", inputs: [16], task: .nextCharacter(vocabulary: 5))
      }
      let sentence = "the width of a gpt is a multiple of its heads: gpt:4,4,128, not gpt:1,3,8"
      #expect(message == sentence)
    }
  }
}
