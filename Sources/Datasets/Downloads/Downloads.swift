/// Whether a data set that is not on the machine may be fetched, and who hears of the progress.
public struct Downloads: Sendable {
  /// How far one file has come.
  public struct Progress: Hashable, Sendable {
    /// The file's name.
    public let file: String
    /// How many bytes have arrived.
    public let received: Int
    /// How many bytes it has.
    public let expected: Int

    /// Names the numbers.
    ///
    /// - Parameters:
    ///   - file: The file's name.
    ///   - received: How many bytes have arrived.
    ///   - expected: How many bytes it has.
    public init(file: String, received: Int, expected: Int) {
      self.file = file
      self.received = received
      self.expected = expected
    }
  }

  let areAllowed: Bool
  let report: @Sendable (Progress) -> Void

  /// Nothing is fetched: a data set that is not there is an error that says where it may be put.
  public static let forbidden = Downloads(areAllowed: false) { _ in }

  /// Missing files are fetched from their publisher.
  ///
  /// - Parameter report: Called about five times a second while a file comes in, and once at its
  ///   end.
  /// - Returns: The permission.
  public static func allowed(
    reportingTo report: @escaping @Sendable (Progress) -> Void = { _ in }
  ) -> Downloads {
    Downloads(areAllowed: true, report: report)
  }
}
