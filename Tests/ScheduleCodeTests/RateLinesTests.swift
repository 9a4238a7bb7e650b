import ScheduleCode
import Testing

@Suite struct RateLinesTests {
  private func first(
    _ framework: ScheduleFramework, _ optimizer: RateLines.Optimizer?
  ) -> Substring {
    RateLines(rate: 0.0162, peak: 0.0324, optimizer: optimizer).code(for: framework)
      .split(separator: "\n")[0]
  }

  @Test(
    arguments: [
      (
        .init(name: "sgd", momentum: 0.8, isNesterov: true, weightDecay: 1e-4),
        "torch.optim.SGD(model.parameters(), lr=0.016, momentum=0.8, nesterov=True, weight_decay=1e-4)",
        "SGD(learning_rate=0.016, momentum=0.8, nesterov=True, weight_decay=1e-4)",
        "optax.chain(optax.add_decayed_weights(1e-4), optax.sgd(0.016, momentum=0.8, nesterov=True))",
        "SGD(learningRate: 0.016, momentum: 0.8, weightDecay: 1e-4, nesterov: true)"
      ),
      (
        .init(name: "adamw", momentum: nil, isNesterov: false, weightDecay: 0.1),
        "torch.optim.AdamW(model.parameters(), lr=0.016, weight_decay=0.1)",
        "AdamW(learning_rate=0.016, weight_decay=0.1)",
        "optax.adamw(0.016, weight_decay=0.1)", "AdamW(learningRate: 0.016, weightDecay: 0.1)"
      ),
      (
        .init(name: "adagrad", momentum: nil, isNesterov: false, weightDecay: nil),
        "torch.optim.Adagrad(model.parameters(), lr=0.016)", "Adagrad(learning_rate=0.016)",
        "optax.adagrad(0.016)", "AdaGrad(learningRate: 0.016)"
      ),
    ] as [(RateLines.Optimizer, String, String, String, String)])
  func settingsAreWrittenAsEachFrameworkHasThem(
    optimizer: RateLines.Optimizer, torch: String, keras: String, optax: String, mlx: String
  ) {
    #expect(first(.pytorch, optimizer) == "optimizer = \(torch)")
    #expect(first(.huggingface, optimizer) == "optimizer = \(torch)")
    #expect(first(.keras, optimizer) == "optimizer = keras.optimizers.\(keras)")
    #expect(first(.optax, optimizer) == "optimizer = \(optax)")
    #expect(first(.mlx, optimizer) == "let optimizer = \(mlx)")
  }

  @Test func anUnknownOptimizerKeepsItsOwn() {
    #expect(first(.pytorch, nil) == "for group in optimizer.param_groups:")
    #expect(first(.keras, nil) == "model.optimizer.learning_rate = 0.016")
    #expect(first(.mlx, nil) == "optimizer.learningRate = 0.016")
  }

  @Test(arguments: ScheduleFramework.allCases)
  func everyFrameworkHasTheRateAndTheScheduleToThePeak(framework: ScheduleFramework) {
    let lines = RateLines(rate: 0.0162, peak: 0.0324, optimizer: nil).code(for: framework)
    #expect(lines.contains("0.016") && lines.contains("0.032"))
  }
}
