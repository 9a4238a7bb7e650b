import Foundation
import LearningRateFinder
import Testing
import TrainingLogs

/// What trainers print, in the form in which they print it.
@Suite struct ConsoleLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let rates = [1e-3, 1e-2, 1e-1, 1.0]
  private static let losses = [2.5, 2.25, 1.0, 4.0]

  /// A form of lines: what comes before them, one step, and what comes after it.
  struct Form: Sendable, CustomTestStringConvertible {
    let tool: String
    var before = ""
    let line: @Sendable (Int, Double, Double) -> String
    var after: @Sendable (Int) -> String = { _ in "" }
    var validation: [Double] = []

    var testDescription: String { tool }

    var text: String {
      before
        + (0..<4).map { line($0, rates[$0], losses[$0]) + after($0) }.joined()
    }
  }

  static let forms: [Form] = [
    Form(
      tool: "nanoGPT",
      before: "number of parameters: 10.65M\nusing fused AdamW: True\nlearning_rate = 0.0006\n"
        + "step 0: train loss 4.2, val loss 4.3\n",
      line: { "iter \($0): loss \($2), time 550.10ms, mfu 15.34%, lr \($1)\n" },
      validation: [4.3]),
    Form(
      tool: "llm.c",
      before: "s:0 tel:11.0190\n", line: { "s:\($0) trl:\($2) lr:\($1) norm:1.20\n" },
      validation: [11.019]),
    Form(
      tool: "llm.c on the terminal",
      line: {
        "step    \($0 + 1)/18865 | loss \($2) (+nanz)| norm 15.3 (+nanz)| lr \($1) | 12.5 ms | "
          + "45.1% bf16 MFU | 12345 tok/s\n"
      }),
    Form(
      tool: "Megatron",
      before: "> learning rate decay style: cosine\n",
      line: {
        " [2024-11-11 14:05:27] iteration        \($0 + 1)/     100 | consumed samples:     1024 | "
          + "elapsed time per iteration (ms): 86545.2 | learning rate: \($1) | global batch size:  "
          + "1024 | lm loss: \($2) | loss scale: 1.0 | grad norm: 0.231 | number of skipped "
          + "iterations:   0 | number of nan iterations:   0 |\n"
      },
      after: {
        $0 == 2
          ? " validation loss at iteration 3 | lm loss value: 9.0 | lm loss PPL: 8103.1 |\n" : ""
      }),
    Form(
      tool: "DeepSpeed",
      line: { step, rate, loss in
        "steps: \(step * 10) loss: \(loss) iter time (s): 0.5 samples/sec: 10.1\n"
          + "[2023-01-01 00:00:00,123] [INFO] [logging.py:96:log_dist] [Rank 0] step=\(step * 10), "
          + "skipped=0, lr=[\(rate), \(rate)], mom=[(0.9, 0.999), (0.9, 0.999)]\n"
      }),
    Form(
      tool: "fairseq",
      line: {
        "2024-11-11 14:05:27 | INFO | train_inner | {\"epoch\": 1, \"update\": 0.01, "
          + "\"loss\": \"\($2)\", \"nll_loss\": \"9\", \"num_updates\": \"\($0)\", \"lr\": \"\($1)\"}\n"
      },
      after: { step in
        step == 3
          ? "2024-11-11 14:05:29 | INFO | valid | {\"epoch\": 1, \"valid_loss\": \"7.5\", "
            + "\"valid_num_updates\": \"3\"}\n" : ""
      }, validation: [7.5]),
    Form(
      tool: "fairseq, simple",
      line: {
        "2024-11-11 | INFO | train_inner | epoch 001:     \($0) / 100 loss=\($2), nll_loss=9, "
          + "ppl=60.2, wps=1234.5, num_updates=\($0), lr=\($1), gnorm=1.2\n"
      }),
    Form(
      tool: "Hugging Face with tqdm",
      line: {
        "\r  \($0)%|▏         | \($0)/50 [00:00<00:10,  4.2it/s]\r{'loss': \($2), 'grad_norm': 1.2, "
          + "'learning_rate': \($1), 'epoch': 0.\($0)}\n"
      },
      after: { $0 == 3 ? "{'eval_loss': 8.5, 'eval_runtime': 1.0, 'epoch': 1.0}\n" : "" },
      validation: [8.5]),
    Form(
      tool: "tqdm without line breaks",
      line: {
        "\rSteps:  \($0)%|█         | \($0)/50 [00:00<00:10,  4.2it/s, lr=\($1), step_loss=\($2)]"
          + "\rSteps:  \($0)%|█         | \($0)/50 [00:00<00:10,  4.2it/s, lr=\($1), step_loss=\($2)]"
      }),
    Form(
      tool: "torchtune",
      line: { "Step \($0) | loss:\($2) lr:\($1) tokens_per_second_per_gpu:1234.5 \n" }),
    Form(
      tool: "torchtitan, in colors",
      line: {
        "[titan] 2024-11-11 14:05:27,123 - root - INFO - \u{1B}[31mstep: \($0)  \u{1B}[32mloss:  \($2)"
          + "  \u{1B}[33mmemory:  9.5GiB(10.1%)  \u{1B}[34mtps: 1,234  lr: \($1)\u{1B}[39m\n"
      }),
    Form(
      tool: "Caffe",
      before: "base_lr: 0.01\n",
      line: { step, rate, loss in
        "I1111 14:05:27.123456 12345 solver.cpp:239] Iteration \(step) (2.5 iter/s, 4s/10 iters), "
          + "loss = \(loss)\n"
          + "I1111 14:05:27.123456 12345 solver.cpp:258]     Train net output #0: aux = 0.5 "
          + "(* 0.3 = 0.15 loss)\n"
          + "I1111 14:05:27.123456 12345 sgd_solver.cpp:112] Iteration \(step), lr = \(rate)\n"
      },
      after: {
        $0 == 2
          ? "I1111 14:05:27 1 solver.cpp:341] Iteration 2, Testing net (#0)\n"
            + "I1111 14:05:27 1 solver.cpp:409]     Test net output #0: loss = 9.5 (* 1 = 9.5 loss)\n"
          : ""
      }),
    Form(
      tool: "Keras",
      line: {
        "Epoch \($0 + 1)/4\n 1/2 \u{1B}[37m━━━━\u{1B}[0m 0s 40ms/step - loss: 9.5\u{8}\u{8}\r"
          + " 2/2 \u{1B}[37m━━━━\u{1B}[0m 0s 4ms/step - accuracy: 0.5 - loss: \($2) - val_loss: 6.5 - "
          + "learning_rate: \($1)\n"
      }, validation: [6.5, 6.5, 6.5, 6.5]),
    Form(
      tool: "Keras 2",
      line: {
        "Epoch \($0 + 1)/4\n100/100 [==============================] - 1s 10ms/step - loss: \($2) - "
          + "lr: \($1)\n"
      }),
    Form(
      tool: "Lightning",
      line: {
        "\rEpoch 0:  10%|█         | \($0)/100 [00:01<00:10, 9.0it/s, v_num=0, train_loss=\($2), "
          + "lr=\($1)]"
      }),
    Form(
      tool: "mmdetection",
      line: {
        "2024-11-11 14:05:27,123 - mmdet - INFO - Epoch [1][\($0)0/1000]\tlr: \($1), eta: 1 day, "
          + "2:00:00, time: 0.5, memory: 5000, loss_rpn_cls: 0.1, acc: 90.1, loss: \($2)\n"
      }),
    Form(
      tool: "mmengine",
      line: {
        "11/11 14:05:27 - mmengine - INFO - Iter(train) [  \($0)0/1000]  lr: \($1)  eta: 1:00:00  "
          + "time: 0.5  loss: \($2)  loss_cls: 1.2\n"
      },
      after: {
        $0 == 1
          ? "11/11 14:05:27 - mmengine - INFO - Iter(val) [10/50]  loss: 9.5  time: 0.1\n" : ""
      }, validation: [9.5]),
    Form(
      tool: "detectron2",
      line: {
        "[11/11 14:05:27 d2.utils.events]:  eta: 0:10:00  iter: \($0)9  total_loss: \($2)  "
          + "loss_cls: 1.4  loss_box_reg: 0.5  time: 0.3  lr: \($1)  max_mem: 2000M\n"
      }),
    Form(
      tool: "PaddleDetection",
      line: {
        "[2024/11/11 14:05:27] ppdet.engine INFO: Epoch: [0] [ \($0)/100] learning_rate: \($1) loss: "
          + "\($2) eta: 0:10:00 batch_cost: 0.5 ips: 10.0 images/s\n"
      }),
    Form(
      tool: "PaddleClas",
      line: {
        "[Train][Epoch 1/20][Iter: \($0)/100]lr(LinearWarmup): \($1), top1: 0.1, CELoss: 9.5, loss: "
          + "\($2), batch_cost: 1.0s, ips: 64.0 images/s, eta: 0:10:00\n"
      },
      after: { $0 == 3 ? "[Eval][Epoch 1][Iter: 3/10]CELoss: 9.5, loss: 8.5\n" : "" },
      validation: [8.5]),
    Form(
      tool: "timm",
      line: {
        "Train: 0 [   \($0)/100 (  0%)]  Loss: \($2) (2.91)  Time: 0.500s,  128.00/s  (0.5s,  "
          + "128.00/s)  LR: \($1)  Data: 0.010 (0.010)\n"
      },
      after: { $0 == 3 ? "Test: [   0/10]  Time: 0.5 (0.5)  Loss:  8.5 (8.5)  Acc@1: 10.0\n" : "" }),
    Form(
      tool: "torchvision",
      line: {
        "Epoch: [0]  [  \($0)/100]  eta: 0:10:00  lr: \($1)  img/s: 30.1  loss: \($2) (2.9119)  "
          + "acc1: 10.0 (10.0)  time: 0.1\n"
      },
      after: { $0 == 3 ? "Test:  [ 0/10]  eta: 0:00:10  loss: 8.5 (8.5)  acc1: 1.0 (1.0)\n" : "" }),
    Form(
      tool: "darknet",
      line: {
        " \($0): 2.911915, \($2) avg loss, \($1) rate, 3.2 seconds, 64 images, 10.5 hours left\n"
      }),
    Form(
      tool: "Python dict",
      line: {
        "INFO:root:{'step': \($0), 'loss': tensor(\($2), device='cuda:0', grad_fn=<NllLossBackward0>), "
          + "'lr': np.float64(\($1))}\n"
      }),
    Form(
      tool: "TensorFlow tensors",
      line: {
        "step \($0): loss=<tf.Tensor: shape=(), dtype=float32, numpy=\($2)> lr=\($1)\n"
      }),
    Form(
      tool: "JSON after a prefix",
      before: "Loading data...\n",
      line: { "train: {\"step\": \($0), \"metrics\": {\"loss\": \($2)}, \"lr\": [\($1)]}\n" },
      after: { $0 == 1 ? "saving a checkpoint, don't stop\n" : "" }),
    Form(
      tool: "MaxText",
      line: {
        "completed step: \($0), seconds: 0.5, TFLOP/s/device: 100.1, loss: \($2), lr: \($1)\n"
      }),
    Form(
      tool: "prose", line: { "At step \($0) the loss is \($2) and the learning rate is \($1).\n" }),
    Form(
      tool: "PaddleNLP",
      line: { "global step \($0), epoch: 0, batch: 9, loss: \($2), lr: \($1), speed: 5.1 step/s\n" }
    ),
    Form(
      tool: "a table below other lines",
      before: "Loading data...\nusing 2 workers\n\nstep,lr,loss\n",
      line: { "\($0),\($1),\($2)\n" }, after: { $0 == 1 ? "saved a checkpoint\n" : "" }),
    Form(
      tool: "a table that says its header again",
      before: "starting\n",
      line: {
        "   Epoch   GPU_mem        lr      loss   Size\n     \($0)/3      1.2G   \($1)   \($2)    640: "
          + "100%|███| 4/4 [00:01<00:00]\n"
      }),
  ]

  @Test(arguments: forms) func isReadAsItIsPrinted(form: Form) throws {
    let log = try CurveLog.read(try folder.write("train.log", form.text))
    #expect(log.count == 1)
    #expect(log[0].curve.learningRates == Self.rates)
    #expect(log[0].curve.losses == Self.losses)
    #expect(log[0].curve.validationLosses.map(\.loss) == form.validation)
    #expect(log[0].notes.isEmpty)
  }

  /// What must not be taken for a rate, a loss or a step.
  @Test(arguments: [
    // Settings that are printed once, before.
    "learning_rate: 0.1\nloss: 9\n", "config: {'lr': 0.5, 'loss_scale': 128.0}\n",
    // Times, dates, versions and counts.
    "2024-11-11 14:05:27,123 loss\n", "lr 14:05:27\n", "torch 2.1.0 loss\n",
    "loss scale: 65536.0\n", "best loss: 1.0\n", "weight decay lr_decay: 0.5\n",
    // Held-out examples.
    "Validation: loss 9.0\n", "[eval] loss: 9.0\n", "Test set: Average loss: 0.05\n",
    "{'split': 'val', 'loss': 9.0}\n", "{\"phase\": \"test\", \"loss\": 9.0}\n",
    "epoch 1 | test | loss 9\n", "val loss 9, test loss 8\n",
    // Prose.
    "the loss may be nan, don't worry\n", "no 'loss' here: 5\n",
  ])
  func isPassedOver(line: String) throws {
    var text = line
    for step in 0..<60 {
      text += "step \(step): loss \(Double(step)) lr \(1e-3 * Double(step + 1))\n"
      if step == 30 { text += line }
    }
    let log = try #require(CurveLog.read(try folder.write("train.log", text)).first)
    #expect(log.curve.losses == (0..<60).map(Double.init))
    #expect(log.curve.learningRates == (1...60).map { 1e-3 * Double($0) })
  }

  /// A loss of NaN in a log stays what it is until the curve is read.
  @Test func lossesThatAreNoNumbers() throws {
    let text = "iter 0: loss 2, lr 1\niter 1: loss nan, lr 2\niter 2: loss: -inf lr 3\n"
    let log = try #require(CurveLog.read(try folder.write("train.log", text)).first)
    #expect(log.steps == 3 && log.stepsNotFinite == 2)
  }

  /// Several rates: those of parameter groups that differ are for the user to choose from.
  @Test func severalRates() throws {
    let text = (0..<9).map { "step=\($0), loss=2, lr=[\(1e-5 * exp2(Double($0))), \($0 + 1)]\n" }
    let path = try folder.write("train.log", text.joined())
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(
      error?.description
        == "\(path): several could be the learning rate, choose one with --rate-tag: lr[0] (1e-05 …), "
        + "lr[1] (1.0 …)")
    let curve = try CurveLog.read(path, LogOptions(rateTag: "lr[1]"))[0].curve
    #expect(curve.learningRates == (1...9).map(Double.init))
  }

  /// A line that its writer did not finish, and a file that is nothing but a bar.
  @Test func longBarsAndUnfinishedLines() throws {
    var bar = ""
    for step in 1...30_000 { bar += "\r\(step)/30000 [00:01, loss=2.5, lr=\(step)]" }
    let log = try CurveLog.read(try folder.write("bar.log", bar))[0]
    #expect(log.steps == 30_000 && log.rowsRead == 30_000)
    let cut = try folder.write(
      "cut.log", "{'loss': 2, 'lr': 1}\n{'loss': 3, 'lr': 2}\n{'loss': 4, 'lr'")
    #expect(try CurveLog.read(cut)[0].curve.losses == [2, 3])
  }

  @Test func saysWhatWasRead() throws {
    let text = "hello\nstep 0 loss 2 lr 1\nstep 1 loss 3\nstep 2 loss 4 lr 3\nstep 9 loss 5\nbye\n"
    let path = try folder.write("train.log", text)
    let log = try CurveLog.read(path)[0]
    #expect(
      log.summary
        == "\(path): 4 rows read, 3 steps with a rate and a loss (1 losses with the last rate before "
        + "them); passed over: 2 lines without a name and a number, 1 losses without a rate")
    #expect(log.rowsRead == 4)
    #expect(
      log.passedOver == ["lines without a name and a number": 2, "losses without a rate": 1])
  }
}
