internal import Schedules

extension LearningRateSchedule {
  /// PyTorch's scheduler, which the trainer steps: after every update, or, one that waits for
  /// plateaus, after every evaluation.
  var huggingFaceLines: [String] {
    let lines =
      ["from torch.optim import lr_scheduler", ""]
      + ["# where optimizer is the optimizer of the model's parameters"] + pytorchScheduler
    let trainer = "# transformers.Trainer(..., optimizers=(optimizer, scheduler)"
    guard plateau != nil else { return lines + [trainer + ")"] }
    let evaluation =
      "# with TrainingArguments(..., eval_strategy=\"epoch\", metric_for_best_model=\"eval_loss\")"
    guard case .warmup = self else { return lines + [trainer + ")", evaluation] }
    // The trainer knows one scheduler: the other is stepped by a callback.
    return ["import transformers"] + lines
      + [
        "", "class Warmup(transformers.TrainerCallback):",
        "    def on_step_end(self, args, state, control, **kwargs):",
        "        warmup.step()", "",
        trainer + ", callbacks=[Warmup()])", evaluation,
      ]
  }
}
