/// How a data set is to be read, where its source leaves a choice.
public struct DatasetOptions: Sendable {
  /// What targets are taken as.
  public enum Targets: String, CaseIterable, Sendable {
    /// Classes, whatever the values are.
    case classification
    /// Numbers to predict.
    case regression
  }

  /// What becomes of missing values in a table.
  public enum Missing: String, CaseIterable, Sendable {
    /// They are filled with the median of a column of numbers or the most frequent text, of the rows
    /// to train on, and another column says where. Rows without a target are left out.
    case fill
    /// Rows that have one are left out.
    case drop
    /// The first one is an error.
    case error
  }

  /// The height and width of images, in pixels.
  public struct ImageSize: Hashable, Sendable {
    /// Rows of pixels, at least 1.
    public let height: Int
    /// Columns of pixels, at least 1.
    public let width: Int

    /// Names the two.
    ///
    /// - Parameters:
    ///   - height: Rows of pixels, at least 1.
    ///   - width: Columns of pixels, at least 1.
    public init(height: Int, width: Int) {
      precondition(height > 0 && width > 0, "an image has at least one pixel")
      self.height = height
      self.width = width
    }
  }

  /// The column of a table that is to be predicted.
  ///
  /// Nil takes a column named `label`, `target`, `class` or `y` (in that order, in upper or lower
  /// case), else the last.
  public var target: String?
  /// Columns of a table that are left out.
  public var drop: [String]
  /// Columns of a table that are taken in though they look like ids, or nearly every text differs.
  public var keep: [String]
  /// What becomes of missing values in a table.
  public var missing: Missing
  /// The size that images in folders are brought to.
  ///
  /// Nil keeps them as they are where all have one size of at most 128×128, else takes 64×64.
  public var imageSize: ImageSize?
  /// What the targets of a table or `.npy` pair are taken as; nil decides by their values.
  ///
  /// In a table text is always classes. Whole numbers are classes when each occurs twice on
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
  ///   - target: The column of a table that is to be predicted.
  ///   - targets: What targets are taken as; nil decides by their values.
  ///   - directory: The folder to look in first, and to download to.
  ///   - textLength: The characters in one example of a text.
  ///   - drop: Columns of a table that are left out.
  ///   - keep: Columns of a table that are taken in though they look like ids.
  ///   - missing: What becomes of missing values in a table.
  ///   - imageSize: The size that images in folders are brought to; nil decides by their sizes.
  public init(
    target: String? = nil, targets: Targets? = nil, directory: String? = nil, textLength: Int = 128,
    drop: [String] = [], keep: [String] = [], missing: Missing = .fill,
    imageSize: ImageSize? = nil
  ) {
    precondition(textLength > 0, "an example of a text has at least one character")
    self.target = target
    self.targets = targets
    self.directory = directory
    self.textLength = textLength
    self.drop = drop
    self.keep = keep
    self.missing = missing
    self.imageSize = imageSize
  }
}
