internal import Foundation
internal import Torch

/// Tensors and texts in one file, in the safetensors format of Hugging Face: the length of the
/// header (8 bytes, little-endian), the header as JSON, and the tensors' bytes.
///
/// Other programs can so read the weights out of a checkpoint. A reader trusts no number in the
/// header before it is checked against the size of the file.
struct CheckpointFile {
  var tensors: [NamedTensor]
  var texts: [String: String]

  private struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// A value of the header: a tensor's place, or the texts.
  private enum HeaderValue: Codable {
    case tensor(Entry)
    case texts([String: String])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let entry = try? value.decode(Entry.self) {
        self = .tensor(entry)
      } else {
        self = .texts(try value.decode([String: String].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .tensor(let entry): try value.encode(entry)
      case .texts(let texts): try value.encode(texts)
      }
    }
  }

  private static let textsKey = "__metadata__"

  init(tensors: [NamedTensor], texts: [String: String]) {
    self.tensors = tensors
    self.texts = texts
  }
}

// MARK: - Writing

extension CheckpointFile {
  /// Writes the file under another name, brings it to the disk, and renames it: whoever looks sees
  /// the old file or the new one, never half of one.
  func write(to path: String) throws {
    let draft = path + ".part"
    do {
      try Data().write(to: URL(filePath: draft))
      let file = try FileHandle(forWritingTo: URL(filePath: draft))
      defer { try? file.close() }
      let header = try header()
      try file.write(
        contentsOf: withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) })
      try file.write(contentsOf: header)
      for item in tensors { try file.write(contentsOf: Self.bytes(of: item.tensor)) }
      try file.synchronize()
      guard rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      if error is TorchError { throw error }
      throw TrainingError("cannot write \(path): \(error.localizedDescription)", isUsage: false)
    }
  }

  private func header() throws -> Data {
    var values: [String: HeaderValue] = [Self.textsKey: .texts(texts)]
    var offset = 0
    for item in tensors {
      let end = offset + item.tensor.count * item.tensor.dataType.size
      values[item.name] = .tensor(
        Entry(
          dtype: item.tensor.dataType.code, shape: item.tensor.shape, data_offsets: [offset, end]))
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var header = try encoder.encode(values)
    // Numbers of up to 8 bytes then begin at multiples of their size.
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return header
  }

  private static func bytes(of tensor: Tensor) throws(TorchError) -> Data {
    func data<Element: TensorElement>(_ type: Element.Type) throws(TorchError) -> Data {
      try tensor.values(as: type).withUnsafeBytes { Data($0) }
    }
    switch tensor.dataType {
    case .uint8: return try data(UInt8.self)
    case .bool: return try data(Bool.self)
    case .int64: return try data(Int64.self)
    case .float32: return try data(Float.self)
    case .float64: return try data(Double.self)
    case .bfloat16:
      // The upper half of the bits of the same number as a Float.
      let halves = try tensor.values(as: Float.self).map {
        UInt16($0.bitPattern >> 16).littleEndian
      }
      return halves.withUnsafeBytes { Data($0) }
    }
  }
}

// MARK: - Reading

extension CheckpointFile {
  /// Reads a file.
  ///
  /// - Throws: `TrainingError` for one that is missing, is something else, or is damaged.
  init(contentsOf path: String) throws {
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) } catch {
      throw TrainingError("\(path) cannot be read: \(error.localizedDescription)", isUsage: false)
    }
    let damaged = TrainingError("\(path) is no checkpoint, or a damaged one", isUsage: false)
    guard data.count >= 8 else { throw damaged }
    let length = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= data.count - 8,
      let values = try? JSONDecoder().decode(
        [String: HeaderValue].self, from: data.subdata(in: 8..<(8 + Int(length))))
    else { throw damaged }
    let body = data.subdata(in: (8 + Int(length))..<data.count)
    tensors = []
    texts = [:]
    for (name, value) in values {
      switch value {
      case .texts(let all): texts = all
      case .tensor(let entry):
        guard let tensor = try Self.tensor(entry, in: body) else { throw damaged }
        tensors.append(NamedTensor(name, tensor))
      }
    }
  }

  /// A tensor of the header; nil where its numbers do not fit each other or the file.
  private static func tensor(_ entry: Entry, in body: Data) throws(TorchError) -> Tensor? {
    guard let type = DataType.allCases.first(where: { $0.code == entry.dtype }),
      entry.data_offsets.count == 2, entry.shape.allSatisfy({ $0 >= 0 })
    else { return nil }
    let (start, end) = (entry.data_offsets[0], entry.data_offsets[1])
    var size = type.size
    for length in entry.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      if overflow { return nil }
      size = product
    }
    guard 0 <= start, start <= end, end <= body.count, end - start == size else { return nil }
    let bytes = body.subdata(in: start..<end)
    func tensor<Element: TensorElement>(_ type: Element.Type) throws(TorchError) -> Tensor {
      try Tensor(bytes.numbers(as: type), shape: entry.shape)
    }
    switch type {
    case .uint8: return try tensor(UInt8.self)
    case .int64: return try tensor(Int64.self)
    case .float32: return try tensor(Float.self)
    case .float64: return try tensor(Double.self)
    // Any byte but 0 and 1 would be no truth value at all.
    case .bool: return try Tensor(bytes.map { $0 != 0 }, shape: entry.shape)
    case .bfloat16:
      let floats = bytes.numbers(as: UInt16.self).map {
        Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16)
      }
      return try Tensor(floats, shape: entry.shape).moved(dataType: .bfloat16)
    }
  }
}

extension Data {
  /// The bytes as numbers, wherever they lie in memory.
  fileprivate func numbers<Number: BitwiseCopyable>(as type: Number.Type) -> [Number] {
    let count = count / MemoryLayout<Number>.size
    return [Number](unsafeUninitializedCapacity: count) { room, initialized in
      let bytes = UnsafeMutableRawBufferPointer(room)
      _ = copyBytes(to: bytes, count: count * MemoryLayout<Number>.size)
      initialized = count
    }
  }
}

extension DataType {
  /// How the safetensors format calls the type.
  fileprivate var code: String {
    switch self {
    case .uint8: "U8"
    case .int64: "I64"
    case .float32: "F32"
    case .float64: "F64"
    case .bfloat16: "BF16"
    case .bool: "BOOL"
    }
  }
}
