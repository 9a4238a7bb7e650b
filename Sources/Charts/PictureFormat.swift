/// A file format of pictures.
public enum PictureFormat: String, CaseIterable, Hashable, Sendable {
  /// Scalable; in a browser the pointer tells step, rate and loss.
  case svg
  /// 2000 pixels wide.
  case png
  /// For print.
  case pdf
}
