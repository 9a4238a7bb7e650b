import Datasets
import Foundation
import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized)
  struct ObjectiveTests {
    private static let numbers: [Loss] = [.meanSquaredError, .meanAbsoluteError, .smoothL1]

    @Test(
      arguments: [
        (Objective.classification, "mlp", [.crossEntropy, .binaryCrossEntropy] + numbers),
        (
          .classification, "own.pt",
          [.crossEntropy, .negativeLogLikelihood, .binaryCrossEntropy] + numbers
        ),
        (.nextCharacter, "gpt", [.crossEntropy]),
        (.nextCharacter, "own.pt", [.crossEntropy, .negativeLogLikelihood]),
        (.regression, "mlp", numbers), (.regression, "own.pt", numbers),
        (.reconstruction, "autoencoder", numbers),
      ] as [(Objective, String, [Loss])])
    func takesTheLossesThatFit(objective: Objective, model: String, losses: [Loss]) throws {
      let isOfFile = ModelCatalog.isFile(model)
      #expect(try objective.with(nil, for: model, isOfFile: isOfFile) == objective)
      for loss in Loss.allCases {
        if losses.contains(loss) {
          let other = try objective.with(loss, for: model, isOfFile: isOfFile)
          #expect(other.loss == loss && other.goal == objective.goal)
          #expect(other.hasAccuracy == objective.hasAccuracy)
        } else {
          let sentence = try #require(
            failure { _ = try objective.with(loss, for: model, isOfFile: isOfFile) })
          #expect(sentence.contains(loss.rawValue))
          let list = losses.map(\.rawValue).joined(separator: ", ")
          #expect(sentence.hasSuffix("choose one of \(list)"))
        }
      }
    }

    private static func closedForm(_ loss: Loss, _ output: Double, _ one: Double) -> Double {
      let distance = abs(output - one)
      let probability = 1 / (1 + exp(-output))
      return switch loss {
      case .meanSquaredError: distance * distance
      case .meanAbsoluteError: distance
      case .smoothL1: distance < 1 ? distance * distance / 2 : distance - 0.5
      case .binaryCrossEntropy: -(one * log(probability) + (1 - one) * log(1 - probability))
      case .crossEntropy, .negativeLogLikelihood: .nan
      }
    }

    /// Classes count as 1 for the right one and 0 for the others.
    @Test(arguments: numbers + [.binaryCrossEntropy])
    func classesAreComparedWithOneAndZero(loss: Loss) throws {
      let outputs: [Float] = [0.5, -1, 2, 0, 3, -0.25]
      let objective = try Objective.classification.with(loss, for: "mlp", isOfFile: false)
      let output = try Tensor(outputs, shape: [2, 3])
      let computed = try objective(
        output, inputs: output, targets: Tensor([2, 1] as [Int64])
      ).item()
      let right = [0.0, 0, 1, 0, 1, 0]
      let expected =
        zip(outputs, right).map { Self.closedForm(loss, Double($0), $1) }.reduce(0, +) / 6
      #expect(abs(computed - expected) < 1e-6)
    }
  }
}
