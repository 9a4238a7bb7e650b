// A training loop of its own that finds its learning rate with the method alone: no engine, no
// libtorch, no Foundation.

import LearningRateFinder

let examples = Example.make(count: 640)
let batches = stride(from: 0, to: examples.count, by: 32).map { examples[$0..<($0 + 32)] }

// A value: the copy that the range test ruins is not the one that is trained afterwards.
let model = LinearModel(inputs: 3)

var trial = model
var test = RangeTest(try Ramp(from: 1e-5, to: 10, steps: 100))
var step = 0
while let rate = test.learningRate {
  test.record(loss: trial.step(on: batches[step % batches.count], learningRate: rate))
  step += 1
}

let answer = test.answer()
print("verdict: \(answer.verdict.code.rawValue): \(answer.verdict.reason)")

if let suggestion = answer.suggestion {
  print("learning rate: \(suggestion.learningRate)")
  var trained = model
  for (step, batch) in batches.enumerated() {
    let loss = trained.step(on: batch, learningRate: suggestion.learningRate)
    if step % 5 == 0 { print("step \(step): loss \(loss)") }
  }
} else if let remedy = answer.verdict.remedy {
  print("no learning rate; \(remedy)")
}
