import Testing

/// Wrong usage ends with status 2 and bad input with 1, with one line that says what was expected,
/// and nothing on standard output.
@Suite struct UsageTests {
  static let engineCases: [(String, Int32, String)] = [
    (
      "find --data nope", 2,
      "unknown data set 'nope': expected cifar10, digits, fashion-mnist, mnist, FILE.csv, FILE.tsv, "
        + "X.npy,Y.npy, FILE.npz, text:FILE, or a folder with IDX, CIFAR-10 or .npy files or a folder "
        + "of images for each class"
    ),
    ("find --model nope", 2, "unknown model 'nope': expected one of autoencoder,"),
    ("find --optimizer nope", 2, "The value 'nope' is invalid for '--optimizer <name>'."),
    ("find --precision half", 2, "The value 'half' is invalid for '--precision <precision>'."),
    ("find --from 0", 2, "the first learning rate must be above 0, not 0"),
    ("find --from -1e-3", 2, "the first learning rate must be above 0, not -0.001"),
    ("find --from 1 --to 0.1", 2, "the last learning rate must be above the first, 1, not 0.1"),
    ("find --steps 1", 2, "a range test takes at least 2 steps, not 1"),
    (
      "find --steps many", 2,
      "The value 'many' is invalid for '--steps <n>': expected a whole number or 'epoch'"
    ),
    ("find --steps 9000000000000000000", 2, "a range test takes at most 1000000000 steps"),
    ("study --runs 9000000000000000000", 2, "--runs must be at most 1000000, not 9000000000000"),
    ("grid --runs 9000000000000000000", 2, "9000000000000000000 runs of 1 steps are more than can"),
    ("train --schedule triangular:9e18s", 2, "half a cycle must be at most"),
    ("train --schedule plateau:9223372036854775807", 2, "a patience or cooldown of"),
    ("find --growth 1", 2, "the growth from one step to the next must be above 1, not 1"),
    ("find --growth 2 --to 3", 2, "choose one of --to and --growth"),
    ("find --growth 2 --ramp linear", 2, "--growth is of an exponential ramp, not of a linear one"),
    (
      "find --threads 0", 2,
      "The value '0' is invalid for '--threads <n>': expected a number from 1 to 1024, or 'auto'"
    ),
    (
      "find --threads 100000", 2,
      "The value '100000' is invalid for '--threads <n>': expected a number from 1 to 1024, or "
        + "'auto'"
    ),
    (
      "find --device cuda:9999999999", 2,
      "unknown device \"cuda:9999999999\": expected cpu, cuda, cuda:N or mps"
    ),
    ("find --runs 0", 2, "--runs must be at least 1, not 0"),
    (
      "find --batch-size 5000", 2,
      "the batch size, 5000, is larger than the 1438 examples of digits"
    ),
    ("find --batch-size 0", 2, "the batch size must be at least 1, not 0"),
    ("find --momentum 1", 2, "the momentum lies from 0 up to 1, not at 1.0"),
    ("find --weight-decay -1", 2, "the weight decay has to be 0 or greater, not -1.0"),
    (
      "find --optimizer adam --momentum 0.5", 2,
      "adam has no momentum setting: only sgd and rmsprop have"
    ),
    ("find --accumulate 0", 2, "batches to accumulate must be at least 1, not 0"),
    ("find --accumulate 99999999", 2, "batches to accumulate must be at most 65536, not 99999999"),
    ("find --clip-norm 0", 2, "the norm to clip gradients to must be above 0, not 0.0"),
    ("find --clip-norm inf", 2, "the norm to clip gradients to must be finite, not inf"),
    ("find --device tpu", 2, "unknown device \"tpu\": expected cpu, cuda, cuda:N or mps"),
    ("find --data missing.csv", 1, "missing.csv: no such file or folder"),
    ("find --model missing.pt", 1, "missing.pt: no such file or folder"),
    ("find --loss nope", 2, "The value 'nope' is invalid for '--loss <name>'."),
    (
      "find --loss nll", 2,
      "the loss nll is of log-probabilities, and mlp gives logits: choose one of cross-entropy, "
        + "bce, mse, l1, smooth-l1"
    ),
    (
      "find --model autoencoder --loss bce", 2,
      "the loss bce does not fit an example that autoencoder is to give back: choose one of mse, "
        + "l1, smooth-l1"
    ),
    (
      "find --verify-budget 1", 2,
      "--verify-budget must be above 1, the range test itself, not 1.0"
    ),
    ("find --verify --verify-budget inf", 2, "--verify-budget must be finite, not inf"),
    (
      "find --verify --runs 10", 2,
      "--verify-budget must be above 10, the range tests themselves, not 10.0"
    ),
    ("find --verify-budget 5", 2, "--verify-budget is of a rate that is verified: --verify"),
    ("train --verify-budget 5", 2, "--verify-budget is of a rate that is verified: --verify"),
    ("find --no-adapt --adapt-budget 5", 2, "choose one of --no-adapt and --adapt-budget"),
    (
      "find --validation-cost 0.5", 2,
      "--validation-cost is of a loss on held-out examples: --validation"
    ),
    ("find --drop foo", 2, "--drop is of a table, not of digits"),
    ("find --image-size 8", 2, "--image-size is of images in folders, not of digits"),
    (
      "find --data x --image-size 0", 2,
      "The value '0' is invalid for '--image-size <pixels>'"
    ),
    ("find --target foo", 2, "--target is of a table, not of digits"),
    (
      "find --data text:a --task regression", 2,
      "--task is of a table or .npy files, not of text:a"
    ),
    ("grid --data a.npy,b.npy --target y", 2, "--target is of a table, not of a.npy,b.npy"),
    ("grid --rates 0.1 --from 0.01", 2, "choose one of --rates and --from"),
    ("grid --rates 0.1 --to 1", 2, "choose one of --rates and --to"),
    ("grid --rates 0.1 --per-decade 2", 2, "choose one of --rates and --per-decade"),
    ("grid --rates 0.1,1,0.1", 2, "the rate 0.1 is there twice"),
    ("find --adapt-budget -1", 2, "--adapt-budget must be 0 or more, not -1.0"),
    ("find --json --rate-only", 2, "choose one of --json and --rate-only"),
  ]

  static let cases: [(String, Int32, String)] = [
    ("nonsense", 2, "Unexpected argument 'nonsense'"),
    ("analyze", 2, "Missing expected argument '<log> ...'"),
    ("analyze missing.csv", 1, "missing.csv: no such file"),
    ("analyze missing.csv --from 1e-5 --to 1", 2, "give all three of --from, --to and --steps"),
    ("analyze missing.csv --from 1 --to 0.1 --steps 9", 2, "the last learning rate must be above"),
    ("analyze missing.csv --momentum 1", 2, "--momentum lies from 0 up to 1, not at 1.0"),
  ]

  @Test(arguments: cases) func saysInOneLineWhatIsWrong(
    arguments: String, status: Int32, message: String
  ) throws {
    try check(arguments, status, message)
  }

  @Test(.enabled(if: Command.hasEngine, "built without libtorch"), arguments: engineCases)
  func theEngineSaysInOneLineWhatIsWrong(
    arguments: String, status: Int32, message: String
  ) throws {
    try check(arguments, status, message)
  }

  private func check(_ arguments: String, _ status: Int32, _ message: String) throws {
    let scratch = try Scratch()
    let words = arguments.split(separator: " ").map(String.init)
    let result = try Command.run(words, in: scratch.url)
    #expect(result.status == status)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("lrfinder: \(message)"), "\(result.errors)")
    #expect(result.errors.count { $0 == "\n" } == 1)
    #expect(try scratch.contents().isEmpty)
  }
}
