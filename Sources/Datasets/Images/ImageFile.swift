import CImages

/// A PNG or JPEG image in a file: its content tells which.
struct ImageFile {
  /// Which kinds are decoded, in words; empty where the package was built without the libraries.
  static var formats: String { String(cString: cimages_formats()) }

  /// The endings of the names of images, in lower case.
  private static let endings = [".png", ".jpg", ".jpeg"]

  /// Whether a file has the name of an image.
  static func isImage(_ name: String) -> Bool {
    let name = name.lowercased()
    return endings.contains { name.hasSuffix($0) }
  }

  /// What an image is.
  struct Header: Hashable {
    let height: Int
    let width: Int
    /// 1 for gray, 3 for color.
    let channels: Int

    fileprivate init(_ header: cimages_header) {
      (height, width) = (Int(header.height), Int(header.width))
      channels = Int(header.channels)
    }
  }

  let path: String

  /// The most bytes that a file may have; a hundred million pixels take no more.
  private static let mostBytes = 400_000_000

  /// Reads what the image is.
  func header() throws(DatasetError) -> Header {
    let file = try FileReader(path: path)
    // Metadata may come first, but seldom so much of it.
    var bytes = try file.readUpTo(1 << 16)
    if let header = try? header(of: bytes, scale: 1) { return header }
    bytes += try file.readUpTo(min(file.sizeOnDisk, Self.mostBytes))
    return try header(of: bytes, scale: 1)
  }

  private func header(of bytes: [UInt8], scale: Int32) throws(DatasetError) -> Header {
    var header = cimages_header()
    var message = [CChar](repeating: 0, count: Int(CIMAGES_MESSAGE))
    let status = bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { start in
        cimages_read_header(start, bytes.count, scale, &header, &message)
      }
    }
    guard status == 0 else { throw damaged(message) }
    return Header(header)
  }

  /// Decodes the image and brings it to a size.
  ///
  /// - Parameters:
  ///   - size: The size.
  ///   - channels: 1 for gray images, 3 for all.
  ///   - room: The place of its bytes: [channels, height, width].
  /// - Throws: A ``DatasetError`` when it cannot be read or is damaged.
  func decode(
    resizing size: DatasetOptions.ImageSize, channels: Int,
    into room: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    let file = try FileReader(path: path)
    let bytes = try file.readUpTo(min(file.sizeOnDisk, Self.mostBytes))
    let whole = try header(of: bytes, scale: 1)
    // What is decoded smaller is still at least twice as large as wanted.
    let scale: Int32 =
      [8, 4, 2].first {
        whole.height / $0 >= 2 * size.height && whole.width / $0 >= 2 * size.width
      }.map(Int32.init) ?? 1
    let header = try header(of: bytes, scale: scale)
    let count = header.height * header.width * channels
    let pixels = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
    defer { pixels.deallocate() }
    var message = [CChar](repeating: 0, count: Int(CIMAGES_MESSAGE))
    let status = bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.flatMap { start in
        pixels.baseAddress.map { pixels in
          cimages_decode(start, bytes.count, scale, Int32(channels), pixels, &message)
        }
      }
    }
    guard status == 0 else { throw damaged(message) }
    resize(
      UnsafeBufferPointer(pixels), height: header.height, width: header.width, channels: channels,
      to: size, into: room)
  }

  private func damaged(_ message: [CChar]) -> DatasetError {
    let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return .corrupt(path, bytes.isEmpty ? "is empty" : String(decoding: bytes, as: UTF8.self))
  }
}
