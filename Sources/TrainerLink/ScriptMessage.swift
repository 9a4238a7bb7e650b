internal import Foundation

/// What a script says to the finder: one JSON object a line.
enum ScriptMessage: Hashable, Sendable {
  /// The first line of a script.
  case hello(protocol: Int)
  /// What the step's mini-batch lost before its update.
  case loss(step: Int, StepLosses)
  /// The script gives up.
  case error(String)

  /// Reads a message.
  ///
  /// - Parameter line: The line without its newline.
  /// - Throws: `InvalidMessage`, which says what is wrong with it.
  init(line: Data) throws(InvalidMessage) {
    let decoder = JSONDecoder()
    // For the words NaN and Infinity, which Python and others write though JSON has none.
    decoder.allowsJSON5 = true
    do {
      self = try decoder.decode(Self.self, from: line)
    } catch let error as InvalidMessage {
      throw error
    } catch let error as DecodingError {
      throw InvalidMessage(error, in: line)
    } catch {
      throw InvalidMessage(sentence: "no JSON object", line: line)
    }
  }
}

extension ScriptMessage: Decodable {
  private enum Key: String, CodingKey {
    case type, `protocol`, step, loss, losses, message
    case validationLoss = "validation_loss"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    switch try values.decode(String.self, forKey: .type) {
    case "hello":
      self = .hello(protocol: try values.decode(Int.self, forKey: .protocol))
    case "loss":
      let named = try values.decodeIfPresent([String: LossNumber].self, forKey: .losses)
      var losses = StepLosses(
        loss: try values.decode(LossNumber.self, forKey: .loss).value,
        named: named?.mapValues(\.value) ?? [:])
      if values.contains(.validationLoss) {
        losses.validationLoss = try values.decode(LossNumber.self, forKey: .validationLoss).value
      }
      self = .loss(step: try values.decode(Int.self, forKey: .step), losses)
    case "error":
      self = .error(try values.decode(String.self, forKey: .message))
    case let type:
      throw InvalidMessage(
        "a message of the unknown type \"\(type)\"; a script sends \"hello\", \"loss\" or \"error\""
      )
    }
  }
}

/// A loss as it is written: a number, or one of the ways to write what JSON has no number for.
private struct LossNumber: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      value = .nan
    } else if let word = try? single.decode(String.self) {
      switch word.lowercased() {
      case "nan", "-nan": value = .nan
      case "inf", "+inf", "infinity", "+infinity": value = .infinity
      case "-inf", "-infinity": value = -.infinity
      default:
        throw DecodingError.dataCorruptedError(
          in: single, debugDescription: "\"\(word)\" is no number")
      }
    } else {
      value = try single.decode(Double.self)
    }
  }
}

/// A line that is no message.
struct InvalidMessage: Error, Hashable, CustomStringConvertible {
  /// What was sent, as the end of "the script sent …".
  let description: String

  init(_ description: String) { self.description = description }

  /// The line, cut to what fits into a message and without control characters.
  init(sentence: String, line: Data) {
    let text = String(decoding: line.prefix(80), as: UTF8.self).map { character in
      character.isASCII && character.asciiValue.map { $0 < 32 || $0 == 127 } == true
        ? "?" : character
    }
    description = "\(sentence): \(String(text))\(line.count > 80 ? "…" : "")"
  }

  init(_ error: DecodingError, in line: Data) {
    let sentence =
      switch error {
      case .keyNotFound(let key, _): "a message without \"\(key.stringValue)\""
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        context.codingPath.first.map { "a message with an unreadable \"\($0.stringValue)\"" }
          ?? "no JSON object"
      @unknown default: "no JSON object"
      }
    self.init(sentence: sentence, line: line)
  }
}
