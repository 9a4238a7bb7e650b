internal import Subprocess

/// The desktop of the person at the machine, where there is one.
public enum Desktop {
  /// Opens a file with the program that is set up for its kind, and does not wait for that program.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - command: The command that knows the program: `open` on macOS, `xdg-open` elsewhere.
  /// - Returns: Why it was not opened, in one sentence; nil where it was.
  public static func open(_ path: String, with command: String = standardCommand) async -> String? {
    // xdg-open may stay for as long as the browser does; and what starts with a hyphen would be an
    // option.
    let script =
      "command -v \"$1\" >/dev/null || exit 3; \"$1\" \"$2\" </dev/null >/dev/null 2>&1 &"
    let file = path.hasPrefix("-") ? "./\(path)" : path
    let result = try? await Subprocess.run(
      .name("sh"), arguments: ["-c", script, "sh", command, file], output: .discarded,
      error: .discarded)
    return result?.terminationStatus.isSuccess == true
      ? nil : "\(path) cannot be opened here: there is no \(command)"
  }

  #if os(macOS)
    /// The command that knows which program opens a file.
    public static let standardCommand = "open"
  #else
    /// The command that knows which program opens a file.
    public static let standardCommand = "xdg-open"
  #endif
}
