internal import Schedules

extension LearningRateSchedule {
  /// The schedule as a Python function from a step to a rate, for kinds that a framework lacks.
  ///
  /// - Parameter library: The name of the imported array library: `np` or `jnp`.
  /// - Returns: Its lines; none for kinds that every framework has.
  func pythonFunction(_ library: String) -> [String] {
    switch self {
    case .cyclical(let cycle): cycle.pythonFunction(library)
    case .oneCycle(let cycle): cycle.pythonFunctions(library)
    default: []
    }
  }
}

extension CyclicalRates {
  fileprivate func pythonFunction(_ library: String) -> [String] {
    let decay =
      switch policy {
      case .triangular: ""
      case .triangular2: " / 2.0 ** (cycle - 1)"
      case .expRange(let gamma): " * \(gamma) ** step"
      }
    return [
      "def learning_rate(step):",
      "    cycle = \(library).floor(1 + step / \(2 * halfCycle))",
      "    x = \(library).abs(step / \(halfCycle) - 2 * cycle + 1)",
      "    return \(low) + \(high - low) * (1 - x)\(decay)",
    ]
  }
}

extension OneCycle {
  fileprivate func pythonFunctions(_ library: String) -> [String] {
    let eased = { (share: String) in
      easing == .linear ? share : "(1 - \(library).cos(\(library).pi * \(share))) / 2"
    }
    let fall = Double(steps - 1) - top
    var lines = [
      "def phases(step):",
      "    up = \(library).clip(step / \(top), 0, 1)",
      "    down = \(library).clip((step - \(top)) / \(fall), 0, 1)",
      "    return \(eased("up")), \(eased("down"))",
      "",
      "def learning_rate(step):",
      "    up, down = phases(step)",
      "    return \(start) + \(peak - start) * up - \(peak - end) * down",
    ]
    if let momentum {
      lines += [
        "",
        "def momentum(step):",
        "    up, down = phases(step)",
        "    return \(momentum.high) - \(momentum.high - momentum.low) * (up - down)",
      ]
    }
    return lines
  }
}
