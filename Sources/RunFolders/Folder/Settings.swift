/// What a run was asked to do, by the names of the command's options.
public typealias Settings = [String: SettingValue]

/// The value of a setting.
public enum SettingValue: Hashable, Sendable {
  /// A text.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// A number.
  case number(Double)
  /// Several values.
  case list([SettingValue])
  /// Nothing was set.
  case none

  /// A text, or nothing.
  public init(_ text: String?) { self = text.map(Self.text) ?? .none }
  /// A whole number, or nothing.
  public init(_ integer: Int?) { self = integer.map(Self.integer) ?? .none }
  /// A number, or nothing.
  public init(_ number: Double?) { self = number.map(Self.number) ?? .none }
}

extension SettingValue {
  /// The value where it is a text.
  public var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The value where it is a number.
  public var number: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }
}

extension SettingValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral
{
  /// A text.
  public init(stringLiteral text: String) { self = .text(text) }
  /// A whole number.
  public init(integerLiteral integer: Int) { self = .integer(integer) }
  /// A number.
  public init(floatLiteral number: Double) { self = .number(number) }
}

extension SettingValue: Codable {
  /// Decodes the value alone; a number without a fraction becomes a whole number.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .none
    } else if let integer = try? value.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try value.decode([SettingValue].self))
    }
  }

  /// Encodes the value alone; nothing as null.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .text(let text): try value.encode(text)
    case .integer(let integer): try value.encode(integer)
    case .number(let number): try value.encode(number)
    case .list(let values): try value.encode(values)
    case .none: try value.encodeNil()
    }
  }
}
