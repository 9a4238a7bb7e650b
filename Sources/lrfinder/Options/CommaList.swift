import ArgumentParser

/// Several values of an option, with commas between them: `32,64,128`.
struct CommaList<Value: ExpressibleByArgument>: ExpressibleByArgument {
  let values: [Value]

  init(_ values: [Value]) { self.values = values }

  /// Nil where one of the values is none.
  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let values = parts.compactMap(Value.init(argument:))
    guard values.count == parts.count else { return nil }
    self.values = values
  }

  var defaultValueDescription: String {
    values.map(\.defaultValueDescription).joined(separator: ",")
  }
}
