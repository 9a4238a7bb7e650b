/// What the driver asks for in a line: a loop and its number of steps, such as `go 100`.
struct Request {
  enum Loop: String, CaseIterable {
    /// A whole range test.
    case rangeTest = "go"
    /// The steps of a range test, without putting the learner back.
    case recorded
    /// The same training without a range test.
    case bare
  }

  let loop: Loop
  let steps: Int

  init(_ line: String) throws {
    let words = line.split(separator: " ")
    guard words.count == 2, let loop = Loop(rawValue: String(words[0])),
      let steps = Int(words[1]), steps >= 2
    else { throw InvalidRequest(line: line) }
    self.loop = loop
    self.steps = steps
  }
}

/// A line that is no request.
struct InvalidRequest: Error, CustomStringConvertible {
  let line: String

  var description: String {
    let loops = Request.Loop.allCases.map(\.rawValue).joined(separator: ", ")
    return "expected one of \(loops) and a number of steps from 2 on, not '\(line)'"
  }
}
