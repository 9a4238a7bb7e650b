// Draws the pictures of the page "How the answer is made" from recorded range tests, with the
// method's own intermediate results: `swift run answer-pictures [FOLDER]`, or `make pictures`.
//
// The recordings are the `result.json` of these runs, with --data digits --seed 1 --threads 1:
//
//   descent          lrfinder find --model mlp --verify
//   flat             lrfinder find --model mlp:64,64,64,64,64,64,64,64,64,64 --no-adapt
//   too-noisy        lrfinder find --model mlp --batch-size 1 --no-adapt
//   never-diverged   lrfinder find --model mlp --to 0.1 --no-adapt

import Foundation
import LearningRateFinder

let here = URL(filePath: #filePath).deletingLastPathComponent()
let folder =
  CommandLine.arguments.dropFirst().first.map { URL(filePath: $0) }
  ?? here.deletingLastPathComponent()
  .appending(path: "LearningRateFinder/LearningRateFinder.docc/HowTheAnswerIsMade")
// All were recorded with the command's default, SGD with a momentum of 0.9.
let age = GradientAge.momentum(0.9)

do {
  let descent = try Recording(here.appending(path: "Recordings/descent.json"))
  let answer = Answer(descent.curve, gradientAge: age)
  let steps = CurveReading(descent.curve, gradientAge: age)
  let reading = ReadingPictures(recorded: descent.curve, steps: steps)
  guard let made = AnswerPictures(steps, answer, age: age), let edges = reading.edges() else {
    throw NotRecorded(description: "descent.json gives no answer: \(answer.verdict.reason)")
  }
  var pictures = [
    ("curve", reading.curve()), ("clip", reading.clip()), ("noise", reading.noise()),
    ("smooth", reading.smooth()), ("edges", edges), ("lag", made.lag()), ("rate", made.rate()),
    ("redraws", made.redraws()), ("interval", made.interval()),
  ]
  for name in ["flat", "too-noisy", "never-diverged"] {
    let curve = try Recording(here.appending(path: "Recordings/\(name).json")).curve
    let answer = Answer(curve, gradientAge: age)
    guard answer.verdict.code.rawValue == name else {
      throw NotRecorded(description: "\(name).json is \(answer.verdict.code.rawValue)")
    }
    pictures.append((name, VerdictPictures.verdict(curve, answer, age: age)))
  }
  guard let race = VerdictPictures.race(try descent.race(answer), answer) else {
    throw NotRecorded(description: "the race of descent.json verifies no rate")
  }
  pictures.append(("race", race))
  for (name, plot) in pictures {
    try Data(plot.svg.utf8).write(to: folder.appending(path: "answer-\(name).svg"))
  }
  print("\(pictures.count) pictures in \(folder.path)")
} catch {
  print("answer-pictures: \(error)")
  exit(1)
}
