internal import CTorch

/// The type of a tensor's elements.
public enum DataType: Int32, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// Bytes from 0 to 255, such as pixels.
  case uint8 = 0
  /// Signed integers of 64 bits, such as classes and indices.
  case int64 = 1
  /// IEEE single precision.
  case float32 = 2
  /// IEEE double precision.
  case float64 = 3
  /// The upper half of a single-precision number: its range with 8 bits of precision.
  case bfloat16 = 4
  /// Truth values, one byte each.
  case bool = 5

  /// The size of an element in bytes.
  public var size: Int {
    switch self {
    case .uint8, .bool: 1
    case .bfloat16: 2
    case .float32: 4
    case .int64, .float64: 8
    }
  }

  /// The name, such as "float32".
  public var description: String {
    switch self {
    case .uint8: "uint8"
    case .int64: "int64"
    case .float32: "float32"
    case .float64: "float64"
    case .bfloat16: "bfloat16"
    case .bool: "bool"
    }
  }
}

/// A Swift type whose values a tensor can be made of or read as.
public protocol TensorElement: BitwiseCopyable {
  /// The data type with the same memory layout.
  static var dataType: DataType { get }
}

extension UInt8: TensorElement {
  /// `DataType.uint8`.
  public static var dataType: DataType { .uint8 }
}

extension Int64: TensorElement {
  /// `DataType.int64`.
  public static var dataType: DataType { .int64 }
}

extension Float: TensorElement {
  /// `DataType.float32`.
  public static var dataType: DataType { .float32 }
}

extension Double: TensorElement {
  /// `DataType.float64`.
  public static var dataType: DataType { .float64 }
}

extension Bool: TensorElement {
  /// `DataType.bool`.
  public static var dataType: DataType { .bool }
}
