extension Answer: Codable {
  private enum CodingKeys: CodingKey { case suggestion, peak, range, verdict, rules }

  /// Decodes what `encode(to:)` wrote; the rules in their order of `SuggestionRules`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    suggestion = try values.decodeIfPresent(Suggestion.self, forKey: .suggestion)
    peak = try values.decodeIfPresent(Suggestion.self, forKey: .peak)
    range = try values.decodeIfPresent(CyclicalRange.self, forKey: .range)
    verdict = try values.decode(Verdict.self, forKey: .verdict)
    let rates = try values.decode([String: Double?].self, forKey: .rules)
    let known = SuggestionRules.all.map(\.name)
    rules = (known + rates.keys.filter { !known.contains($0) }.sorted()).compactMap { name in
      rates[name].map { RuleAnswer(name: name, learningRate: $0) }
    }
  }

  /// Encodes everything under stable keys, the rules by their names; what has no value is null.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(suggestion, forKey: .suggestion)
    try values.encode(peak, forKey: .peak)
    try values.encode(range, forKey: .range)
    try values.encode(verdict, forKey: .verdict)
    let rates = rules.map { ($0.name, $0.learningRate) }
    try values.encode(Dictionary(uniqueKeysWithValues: rates), forKey: .rules)
  }
}
