/// An exhaustive search with a single seed: what whoever trusts no finder does.
public struct SeedSearch: Decodable, Sendable {
  /// The seed of the weights and of the order of the examples.
  public let seed: Int
  /// The held-out loss after the training at each rate of the task's grid; one that ended worse than
  /// it began has the loss from before.
  public let losses: [Double]
  /// The steps of all trainings.
  public let steps: Int

  private enum CodingKeys: String, CodingKey {
    case seed, steps
    case losses = "loss"
  }
}
