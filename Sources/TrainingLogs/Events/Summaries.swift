internal import Foundation
internal import SwiftProtobuf

extension LogSummary.Value {
  /// A number, rounded to single precision.
  init(tag: String, scalar: Double) {
    self.init()
    self.tag = tag
    simpleValue = Float(scalar)
  }

  /// What the hyper-parameters and metrics of an experiment are; every run may say it again.
  static func experiment(_ values: [String: Hyperparameter], metrics: [String]) -> Self {
    hyperparameters("_hparams_/experiment") { data in
      data.experiment.hparamInfos = values.sorted { $0.key < $1.key }.map { name, value in
        var info = LogHParamInfo()
        info.name = name
        info.type = value.type
        return info
      }
      data.experiment.metricInfos = metrics.map { tag in
        var info = LogMetricInfo()
        info.name.tag = tag
        return info
      }
    }
  }

  /// The hyper-parameters of a run.
  static func sessionStart(_ values: [String: Hyperparameter], at time: Double) -> Self {
    hyperparameters("_hparams_/session_start_info") { data in
      data.sessionStartInfo.hparams = values.mapValues(\.message)
      data.sessionStartInfo.startTimeSecs = time
    }
  }

  /// The end of a run.
  static func sessionEnd(succeeded: Bool, at time: Double) -> Self {
    hyperparameters("_hparams_/session_end_info") { data in
      data.sessionEndInfo.status = succeeded ? 1 : 2
      data.sessionEndInfo.endTimeSecs = time
    }
  }

  private static func hyperparameters(
    _ tag: String, _ fill: (inout LogHParamsPluginData) -> Void
  ) -> Self {
    var data = LogHParamsPluginData()
    fill(&data)
    var value = Self()
    value.tag = tag
    value.metadata.pluginData.pluginName = "hparams"
    // These messages have no required fields, and no text that is not UTF-8.
    value.metadata.pluginData.content = (try? data.serializedData()) ?? Data()
    return value
  }
}

extension Hyperparameter {
  /// The type's number in the format.
  fileprivate var type: Int32 {
    switch self {
    case .text: 1
    case .flag: 2
    case .number: 3
    }
  }

  fileprivate var message: Google_Protobuf_Value {
    switch self {
    case .text(let text): Google_Protobuf_Value(stringValue: text)
    case .number(let number): Google_Protobuf_Value(numberValue: number)
    case .flag(let flag): Google_Protobuf_Value(boolValue: flag)
    }
  }
}

extension LogSummary.Image {
  /// A picture from the content of a PNG file; nil where it is none.
  ///
  /// Size and channels stand in its first chunk (PNG specification, section 11.2.2).
  init?(png: [UInt8]) {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard png.count > 26, png.starts(with: signature) else { return nil }
    self.init()
    width = Int32(bitPattern: UInt32(littleEndianBytes: Array(png[16..<20].reversed())))
    height = Int32(bitPattern: UInt32(littleEndianBytes: Array(png[20..<24].reversed())))
    let channels: [UInt8: Int32] = [0: 1, 2: 3, 3: 3, 4: 2, 6: 4]
    colorspace = channels[png[25]] ?? 4
    encodedImageString = Data(png)
  }
}
