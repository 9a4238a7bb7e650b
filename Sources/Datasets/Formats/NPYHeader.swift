/// The header of a `.npy` file: what its numbers are and how they are arranged.
///
/// Versions 1 to 3 of the format: the magic `\x93NUMPY`, two version bytes, the length of the
/// header as 2 (version 1) or 4 bytes, little-endian, then a Python dictionary as text
/// (NumPy Enhancement Proposal 1).
struct NPYHeader {
  /// The types of numbers that are read.
  enum Number: String, CaseIterable {
    case bool = "b1"
    case uint8 = "u1"
    case int8 = "i1"
    case int16 = "i2"
    case int32 = "i4"
    case int64 = "i8"
    case float32 = "f4"
    case float64 = "f8"

    /// The bytes that one number takes.
    var size: Int { Int(String(rawValue.suffix(1))) ?? 1 }
    /// Whether the numbers are measured quantities rather than labels.
    var isFloatingPoint: Bool { self == .float32 || self == .float64 }
  }

  /// What the numbers are.
  let number: Number
  /// The dimensions, row-major; the first counts the examples.
  let shape: [Int]

  /// Reads the header, and checks that the file can hold what it promises.
  ///
  /// - Parameter file: A file at its beginning; left at its first number.
  /// - Throws: A ``DatasetError`` for another format, an unread type, or Fortran order.
  init(_ file: FileReader) throws(DatasetError) {
    let path = file.path
    let start = try file.readUpTo(8)
    guard start.count == 8, start.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw .corrupt(path, byte: 0, "expected the .npy magic \\x93NUMPY")
    }
    guard (1...3).contains(start[6]) else {
      throw .unsupported(path, ".npy version \(start[6]).\(start[7]), expected 1.0 to 3.0")
    }
    let length = try file.read(start[6] == 1 ? 2 : 4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= 1 << 20 else {
      throw .corrupt(path, byte: 8, "header of \(length) bytes, expected at most 1 MiB")
    }
    let text = String(decoding: try file.read(length), as: UTF8.self)

    guard let type = Self.value(of: "descr", in: text) else {
      throw .corrupt(path, byte: 10, "the header has no 'descr'")
    }
    number = try Self.number(of: type, path: path)
    switch Self.value(of: "fortran_order", in: text) {
    case "False": break
    case "True":
      throw .unsupported(
        path, "is in Fortran order, expected C order: save numpy.ascontiguousarray(array)")
    default: throw .corrupt(path, byte: 10, "the header has no 'fortran_order'")
    }
    guard let dimensions = Self.value(of: "shape", in: text),
      let shape = Self.dimensions(of: dimensions)
    else { throw .corrupt(path, byte: 10, "the header has no 'shape'") }
    self.shape = shape

    var bytes = number.size
    for size in shape {
      let product = bytes.multipliedReportingOverflow(by: size)
      guard !product.overflow, product.partialValue < Int.max / 16 else {
        throw .corrupt(path, byte: 10, "impossible shape \(dimensions)")
      }
      bytes = product.partialValue
    }
    try file.expectRoom(for: file.position + bytes)
  }

  private static func number(of type: String, path: String) throws(DatasetError) -> Number {
    let known = "expected " + Number.allCases.map(\.rawValue).joined(separator: ", ")
    guard type.first == "'" || type.first == "\"" else {
      throw .unsupported(path, "has records \(type.prefix(40)), \(known)")
    }
    let code = type.dropFirst().dropLast()
    guard let order = code.first else { throw .corrupt(path, byte: 10, "empty 'descr'") }
    if code.dropFirst().first == "O" {
      throw .unsupported(path, "holds Python objects, \(known)")
    }
    guard let number = Number(rawValue: String(code.dropFirst())) else {
      throw .unsupported(path, "has type \(code), \(known)")
    }
    guard "<|=".contains(order) || number.size == 1 else {
      throw .unsupported(path, "has type \(code) (big-endian), expected little-endian")
    }
    return number
  }

  /// The text of a value in the dictionary: a quoted string, a parenthesis, or a word.
  private static func value(of key: String, in text: String) -> String? {
    guard
      let start = ["'\(key)'", "\"\(key)\""].lazy.compactMap({ text.firstRange(of: $0) }).first
    else { return nil }
    let rest = text[start.upperBound...].drop { $0 == " " || $0 == ":" }
    guard let first = rest.first else { return nil }
    let closing: [Character: Character] = ["'": "'", "\"": "\"", "(": ")", "[": "]"]
    if let close = closing[first] {
      guard let end = rest.dropFirst().firstIndex(of: close) else { return nil }
      return String(rest[...end])
    }
    return String(rest.prefix { $0 != "," && $0 != "}" && $0 != " " })
  }

  /// The numbers of a Python tuple.
  private static func dimensions(of tuple: String) -> [Int]? {
    guard tuple.first == "(" else { return nil }
    var sizes: [Int] = []
    for part in tuple.dropFirst().dropLast().split(separator: ",") {
      guard let size = Int(part.filter { $0 != " " }), size >= 0 else {
        // A tuple of one number ends in a comma, which leaves an empty part.
        if part.allSatisfy({ $0 == " " }) { continue }
        return nil
      }
      sizes.append(size)
    }
    return sizes
  }
}
