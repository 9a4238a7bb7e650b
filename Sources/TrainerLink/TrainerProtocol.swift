/// The line protocol between the finder and a training script, as `docs/protocol.md` defines it.
public enum TrainerProtocol {
  /// The version of the protocol that this library speaks.
  public static let version = 1

  /// The longest line that is read, in bytes.
  static let longestLine = 1 << 16

  /// The environment variables that a script finds.
  enum Variable {
    /// The path of the socket to connect to.
    static let socket = "LRFINDER_SOCKET"
    /// The seed of the (first) run.
    static let seed = "LRFINDER_SEED"
    /// The number of the (first) run, from 0.
    static let run = "LRFINDER_RUN"
  }
}
