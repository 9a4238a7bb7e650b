/// What a picture is made for, which decides how much there is room for beside each other.
public enum PictureSize: Hashable, Sendable {
  /// A page, on a screen or on paper: 1000 units wide.
  case page
  /// A telephone held upright: 380 units wide, so that its texts can be read there.
  case phone

  var width: Double { self == .page ? 1000 : 380 }
  var plotHeight: Double { self == .page ? 400 : 260 }
  var margin: Double { self == .page ? 24 : 8 }
  /// How many characters of the names below the frame go into a line.
  var stripColumns: Int { self == .page ? 46 : 32 }
  /// How many characters of a name above the frame go into a line.
  var flagColumns: Int { self == .page ? 80 : 22 }
  /// About how many labels there is room for on each axis.
  var ticks: (x: Int, y: Int) { self == .page ? (12, 7) : (5, 6) }
  /// The most points for which each tells its values under the pointer.
  var mostNotes: Int { self == .page ? 400 : 0 }
}
