/// The rules of the field.
public enum SuggestionRules {
  /// Every rule, in the order of the year in which its finder appeared.
  public static let all: [any SuggestionRule] = [
    MovingDerivativeRule(), FastestDescentRule(), LargestDropRule(), TenthOfMinimumRule(),
    FastaiMinimumRule(), FastaiSteepRule(), FastaiSlideRule(), FastaiValleyRule(),
    TorchLRFinderRule(), IgniteRule(), LightningRule(), ReliabilityRangeRule(.low),
    ReliabilityRangeRule(.high),
  ]
}
