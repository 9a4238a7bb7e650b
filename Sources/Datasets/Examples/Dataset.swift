/// Examples with their targets, and what is needed to make normalized batches of them.
public struct Dataset: Sendable {
  /// What is to be learned from the examples; it decides the loss and the model's last layer.
  public enum LearningTask: Hashable, Sendable {
    /// One class out of `classes`; targets are labels from 0 to `classes - 1`.
    case classification(classes: Int)
    /// `outputs` numbers; targets are standardized.
    case regression(outputs: Int)
    /// The character after each character; inputs and targets are indices below `vocabulary`.
    case nextCharacter(vocabulary: Int)
  }

  /// The name it was asked for by, or its file's name: `fashion-mnist`, `houses.csv`.
  public let name: String
  /// What is to be learned.
  public let task: LearningTask
  /// The examples: uint8 for images, float32 (standardized) for features, int64 for characters.
  public let inputs: ExampleArray
  /// int64 of shape `[]` for classes, float32 `[outputs]` for regression, int64 `[T]` for text.
  public let targets: ExampleArray
  /// What to subtract from the stored inputs, per channel or feature, or one number for all.
  ///
  /// Computed from the training part, also for a test part. `[0]` where nothing is to be done.
  public let mean: [Float]
  /// What to divide the difference by, as many numbers as ``mean``; never 0.
  public let standardDeviation: [Float]
  /// The names of the classes (or the characters of the vocabulary) in the order of their labels.
  public let classNames: [String]?
  /// The names of the input columns, where the source has them; one-hot columns are `column=value`.
  public let featureNames: [String]?
  /// How the targets of a regression were standardized; nil for other tasks.
  public let targetScale: Standardization?

  /// The number of examples.
  public var count: Int { inputs.count }

  /// Puts a data set together.
  ///
  /// - Parameters:
  ///   - name: How messages call it.
  ///   - task: What is to be learned.
  ///   - inputs: The examples.
  ///   - targets: As many targets, of the element type and shape that the task asks for.
  ///   - mean: One number, or one per channel or feature (the first dimension of the inputs).
  ///   - standardDeviation: As many positive numbers as `mean`.
  ///   - classNames: As many names as classes, or nil.
  ///   - featureNames: As many names as features, or nil.
  ///   - targetScale: For a regression, how the targets were standardized.
  public init(
    name: String, task: LearningTask, inputs: ExampleArray, targets: ExampleArray,
    mean: [Float] = [0], standardDeviation: [Float] = [1], classNames: [String]? = nil,
    featureNames: [String]? = nil, targetScale: Standardization? = nil
  ) {
    precondition(inputs.count == targets.count, "every example needs one target")
    precondition(mean.count == standardDeviation.count, "every mean needs its deviation")
    precondition(
      mean.count == 1 || mean.count == inputs.shape.first, "one mean, or one for each channel")
    precondition(standardDeviation.allSatisfy { $0 > 0 }, "deviations are positive")
    switch task {
    case .classification: precondition(targets.element == .int64 && targets.shape.isEmpty)
    case .regression(let outputs):
      precondition(targets.element == .float32 && targets.shape == [outputs])
    case .nextCharacter:
      precondition(targets.element == .int64 && targets.shape == inputs.shape)
    }
    self.name = name
    self.task = task
    self.inputs = inputs
    self.targets = targets
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.classNames = classNames
    self.featureNames = featureNames
    self.targetScale = targetScale
  }
}

/// A data set's part to train on and its part to test on.
public struct DatasetSplits: Sendable {
  /// The part to train on; normalization is computed from it alone.
  public let train: Dataset
  /// The part to test on, with the training part's normalization; nil for fewer than 5 examples.
  public let test: Dataset?
  /// What a person should know about the choice that was made, in one line, or nil.
  public let note: String?

  /// Puts the parts together.
  ///
  /// - Parameters:
  ///   - train: The part to train on.
  ///   - test: The part to test on, if there is one.
  ///   - note: One line for a person, such as "2 of 5 training files found".
  public init(train: Dataset, test: Dataset?, note: String? = nil) {
    self.train = train
    self.test = test
    self.note = note
  }
}
