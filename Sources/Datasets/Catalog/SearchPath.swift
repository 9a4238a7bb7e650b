#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The folders in which named data sets are looked for, in order.
struct SearchPath: Sendable {
  /// The folder that the caller named (`--data-dir`): the files may lie in it or in a folder of it.
  let directory: String?
  /// The folder that `LRFINDER_DATA` names: the files lie in a folder of it.
  let variable: String?
  /// Where distributions put data sets.
  var system = ["/usr/share/datasets", "/usr/local/share/datasets"]
  /// Where downloads go if no `directory` is named.
  let cache: String

  /// The folders of this process: `LRFINDER_DATA`, and `lrfinder` in `XDG_CACHE_HOME` or
  /// `~/.cache`.
  static func current(directory: String?) -> SearchPath {
    func variable(_ name: String) -> String? {
      let value = getenv(name).map { String(cString: $0) }
      return value?.isEmpty == true ? nil : value
    }
    let caches = variable("XDG_CACHE_HOME") ?? "\(variable("HOME") ?? "/tmp")/.cache"
    return SearchPath(
      directory: directory, variable: variable("LRFINDER_DATA"), cache: "\(caches)/lrfinder")
  }

  /// The folder that a data set is downloaded to.
  func destination(for name: String) -> String { "\(directory ?? cache)/\(name)" }

  /// The folder that holds a data set, or nil.
  ///
  /// - Parameters:
  ///   - name: The data set's name, which is its folder's.
  ///   - folders: Other names that the folder may have.
  ///   - isIn: Whether a folder holds the data set. `complete` is whether all files must be there:
  ///     what a person named is taken as it is, a download that was cut off is not.
  /// - Returns: The first folder that does.
  func folder(
    of name: String, orIn folders: [String],
    where isIn: (_ folder: String, _ complete: Bool) -> Bool
  ) -> String? {
    let names = [name] + folders
    if let directory {
      let folders = names.map { "\(directory)/\($0)" } + [directory]
      if let found = folders.first(where: { isIn($0, $0 == destination(for: name)) }) {
        return found
      }
    }
    let named = variable.map { root in names.map { "\(root)/\($0)" } } ?? []
    if let found = named.first(where: { isIn($0, false) }) { return found }
    return ((system + [cache]).flatMap { root in names.map { "\(root)/\($0)" } })
      .first { isIn($0, true) }
  }
}
