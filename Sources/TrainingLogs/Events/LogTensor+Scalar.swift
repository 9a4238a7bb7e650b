internal import SwiftProtobuf

extension LogSummary.Value {
  /// The number that this is: a simple value, as PyTorch writes, or a tensor of one, as TensorFlow
  /// does; nil for pictures, texts and all else.
  var scalar: Double? {
    switch value {
    case .simpleValue(let number): Double(number)
    case .tensor(let tensor): tensor.scalar
    case .image, nil: nil
    }
  }
}

extension LogTensor {
  /// The types of the numbers in a tensor, by their numbers in the format.
  enum Kind: Int32 {
    case float = 1
    case double = 2
    case int32 = 3
    case int64 = 9
    case bfloat16 = 14
    case half = 19
  }

  /// The number in a tensor of one; nil for all others.
  var scalar: Double? {
    guard let kind = Kind(rawValue: dtype), tensorShape.dim.allSatisfy({ $0.size == 1 }) else {
      return nil
    }
    if !tensorContent.isEmpty { return kind.number(tensorContent) }
    return switch kind {
    case .float: floatVal.first.map(Double.init)
    case .double: doubleVal.first
    case .int32: intVal.first.map(Double.init)
    case .int64: int64Val.first.map(Double.init)
    case .half, .bfloat16:
      halfVal.first.flatMap { kind.number(UInt16(truncatingIfNeeded: $0).littleEndianBytes) }
    }
  }
}

extension LogTensor.Kind {
  /// The number whose bytes these are, the lowest first; nil where they are of another size.
  fileprivate func number(_ bytes: some BidirectionalCollection<UInt8>) -> Double? {
    switch (self, bytes.count) {
    case (.float, 4): Double(Float(bitPattern: UInt32(littleEndianBytes: bytes)))
    case (.double, 8): Double(bitPattern: UInt64(littleEndianBytes: bytes))
    case (.int32, 4): Double(Int32(bitPattern: UInt32(littleEndianBytes: bytes)))
    case (.int64, 8): Double(Int64(bitPattern: UInt64(littleEndianBytes: bytes)))
    case (.bfloat16, 2):
      Double(Float(bitPattern: UInt32(UInt16(littleEndianBytes: bytes)) << 16))
    case (.half, 2): Double(halfBits: UInt16(littleEndianBytes: bytes))
    default: nil
    }
  }
}

extension Double {
  /// A number of IEEE 754's binary16 from its bits; Swift's `Float16` is not on every platform.
  init(halfBits bits: UInt16) {
    let fraction = Double(bits & 0x3FF)
    let exponent = Int(bits >> 10 & 0x1F)
    let magnitude: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: (fraction + 1024) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
      }
    self = bits >> 15 == 0 ? magnitude : -magnitude
  }
}
