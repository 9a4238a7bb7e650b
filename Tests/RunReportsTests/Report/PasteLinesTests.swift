import Testing

@testable import RunReports

@Suite struct PasteLinesTests {
  private func first(_ framework: String, _ settings: Settings) throws -> String {
    let all = PasteLines(rate: 0.0162, peak: 0.0324, settings).all
    let lines = try #require(all.first { $0.framework == framework }).lines
    return String(lines.split(separator: "\n")[0])
  }

  @Test(arguments: [
    ("PyTorch", "optimizer = torch.optim.SGD(model.parameters(), lr=0.016, momentum=0.9)"),
    ("Keras", "optimizer = keras.optimizers.SGD(learning_rate=0.016, momentum=0.9)"),
    ("Optax (JAX)", "optimizer = optax.sgd(0.016, momentum=0.9)"),
    ("MLX Swift", "let optimizer = SGD(learningRate: 0.016, momentum: 0.9)"),
  ])
  func momentumIsTheStandardOne(framework: String, line: String) throws {
    #expect(try first(framework, ["optimizer": "sgd", "momentum": .none]) == line)
  }

  @Test(
    arguments: [
      (
        ["optimizer": "sgd", "momentum": 0.8, "nesterov": "yes", "weight_decay": 1e-4],
        "torch.optim.SGD(model.parameters(), lr=0.016, momentum=0.8, nesterov=True, weight_decay=1e-4)",
        "optax.chain(optax.add_decayed_weights(1e-4), optax.sgd(0.016, momentum=0.8, nesterov=True))",
        "SGD(learningRate: 0.016, momentum: 0.8, weightDecay: 1e-4, nesterov: true)"
      ),
      (
        ["optimizer": "adamw", "weight_decay": 0.1],
        "torch.optim.AdamW(model.parameters(), lr=0.016, weight_decay=0.1)",
        "optax.adamw(0.016, weight_decay=0.1)", "AdamW(learningRate: 0.016, weightDecay: 0.1)"
      ),
      (
        ["optimizer": "adagrad"], "torch.optim.Adagrad(model.parameters(), lr=0.016)",
        "optax.adagrad(0.016)", "AdaGrad(learningRate: 0.016)"
      ),
    ] as [(Settings, String, String, String)])
  func settingsAreWrittenAsEachFrameworkHasThem(
    settings: Settings, torch: String, optax: String, mlx: String
  ) throws {
    #expect(try first("PyTorch", settings) == "optimizer = \(torch)")
    #expect(try first("Optax (JAX)", settings) == "optimizer = \(optax)")
    #expect(try first("MLX Swift", settings) == "let optimizer = \(mlx)")
  }

  @Test func anUnknownOptimizerKeepsItsOwn() throws {
    #expect(try first("PyTorch", [:]) == "for group in optimizer.param_groups:")
    #expect(try first("Keras", [:]) == "model.optimizer.learning_rate = 0.016")
    #expect(try first("MLX Swift", [:]) == "optimizer.learningRate = 0.016")
  }

  @Test func everyFrameworkHasTheScheduleToThePeak() {
    for (framework, lines) in PasteLines(rate: 0.0162, peak: 0.0324, [:]).all {
      #expect(lines.contains("0.032"), "\(framework)")
    }
  }
}
