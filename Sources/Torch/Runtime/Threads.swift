internal import CTorch

/// How many threads one operation on the CPU may use.
///
/// libtorch's own default is the number of cores. Small models run as fast on one thread, and
/// with a busy neighbour process much faster (threads that wait for each other spin).
public func threadCount() throws(TorchError) -> Int {
  var count: Int32 = 0
  try check(ct_threads(&count))
  return Int(count)
}

/// Sets how many threads one operation on the CPU may use, at least 1.
///
/// Results may differ in the last bits between numbers of threads.
public func setThreadCount(_ count: Int) throws(TorchError) {
  guard let number = Int32(exactly: count) else {
    throw TorchError("the number of threads has to be positive and small, not \(count)")
  }
  try check(ct_set_threads(number))
}

/// libtorch's version that this module was built with, such as "2.15.0".
public var libtorchVersion: String { String(cString: ct_version()) }
