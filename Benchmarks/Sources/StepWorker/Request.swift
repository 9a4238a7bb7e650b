/// What the driver asks for in a line: `go K` or `bare K`.
struct Request {
  enum Loop: String {
    case rangeTest = "go"
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

  var description: String { "expected 'go K' or 'bare K' with K at least 2, not '\(line)'" }
}
