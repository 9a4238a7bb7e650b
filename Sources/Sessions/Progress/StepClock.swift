public import RunFolders

/// Measures how long range tests take, and how much of that the training itself takes.
public struct StepClock {
  private let clock = ContinuousClock()
  private var began = ContinuousClock.now
  private var stepBegan = ContinuousClock.now
  private var all = Duration.zero
  private var training = Duration.zero
  private var steps = 0

  /// Creates a clock that stands still.
  public init() {}

  /// Starts the clock: a test, and its first step, begin.
  public mutating func start() {
    began = clock.now
    stepBegan = began
  }

  /// A step begins.
  public mutating func stepBegins() { stepBegan = clock.now }

  /// The step has ended.
  public mutating func stepEnded() {
    training += clock.now - stepBegan
    steps += 1
  }

  /// Stops the clock: a test is over.
  public mutating func stop() { all += clock.now - began }

  /// What was measured so far.
  public var timing: ResultDocument.Timing {
    ResultDocument.Timing(
      steps: steps, seconds: all.seconds, trainingSeconds: training.seconds)
  }
}
