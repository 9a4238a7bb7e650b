/// How a data set is to be read, where its source leaves a choice.
public struct DatasetOptions: Sendable {
  /// What targets are taken as.
  public enum Targets: String, CaseIterable, Sendable {
    /// Classes, whatever the values are.
    case classification
    /// Numbers to predict.
    case regression
  }

  /// The CSV column that is to be predicted.
  ///
  /// Nil takes a column named `label`, `target`, `class` or `y` (in that order, in upper or lower
  /// case), else the last.
  public var target: String?
  /// What the targets of a CSV file or `.npy` pair are taken as; nil decides by their values.
  ///
  /// In a CSV file text is always classes. Whole numbers are classes when each occurs twice on
  /// average and there are at most 10 different ones, or at most 100 that are 0, 1, 2, … or 1, 2,
  /// 3, … without a gap. In a `.npy` file integers and booleans are classes. All else is
  /// regression.
  public var targets: Targets?
  /// The folder to look in first, and to download to.
  public var directory: String?
  /// The characters in one example of a text, at least 1.
  public var textLength: Int

  /// Chooses options.
  ///
  /// - Parameters:
  ///   - target: The CSV column that is to be predicted.
  ///   - targets: What targets are taken as; nil decides by their values.
  ///   - directory: The folder to look in first, and to download to.
  ///   - textLength: The characters in one example of a text.
  public init(
    target: String? = nil, targets: Targets? = nil, directory: String? = nil, textLength: Int = 128
  ) {
    precondition(textLength > 0, "an example of a text has at least one character")
    self.target = target
    self.targets = targets
    self.directory = directory
    self.textLength = textLength
  }
}
