internal import LRFinderHeader

/// Why a call has failed.
struct Failure: Error {
  let status: lrfinder_status
  let message: String

  static let handle = Failure(
    status: lrfinder_status(LRFINDER_HANDLE), message: "the search was freed, or is none")
  static let nothing = Failure(
    status: lrfinder_status(LRFINDER_NOTHING), message: "no step was recorded yet")

  static func argument(_ message: String) -> Failure {
    Failure(status: lrfinder_status(LRFINDER_ARGUMENT), message: message)
  }

  static func order(_ message: String) -> Failure {
    Failure(status: lrfinder_status(LRFINDER_ORDER), message: message)
  }

  static func null(_ name: String) -> Failure { .argument("\(name) is NULL") }
}

/// The status of a body that may fail.
func status(_ body: () throws(Failure) -> Void) -> lrfinder_status {
  do {
    try body()
    return lrfinder_status(LRFINDER_OK)
  } catch {
    error.message.withCString(lrfinder_set_error_)
    return error.status
  }
}
