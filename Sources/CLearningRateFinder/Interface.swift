internal import LRFinderHeader
internal import LearningRateFinder

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

// The functions of lrfinder.h, which says what each of them does.

/// `lrfinder_interface_version` of `lrfinder.h`.
@_cdecl("lrfinder_interface_version")
public func interfaceVersion() -> UInt32 { UInt32(LRFINDER_INTERFACE_VERSION) }

/// `lrfinder_search_create` of `lrfinder.h`.
@_cdecl("lrfinder_search_create")
public func searchCreate(
  _ plan: UnsafeRawPointer?, _ search: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  search?.pointee = nil
  return status { () throws(Failure) in
    guard let search else { throw .null("search") }
    guard let plan else { throw .null("plan") }
    let asked = plan.assumingMemoryBound(to: lrfinder_plan.self).pointee
    search.pointee = SearchHandles.add(Search(try SearchPlan(asked)))
  }
}

/// `lrfinder_search_next` of `lrfinder.h`.
@_cdecl("lrfinder_search_next")
public func searchNext(_ search: OpaquePointer?, _ task: UnsafeMutableRawPointer?) -> Int32 {
  status { () throws(Failure) in
    guard let task else { throw .null("task") }
    let next = try SearchHandles.use(search) { search in search.task }
    task.assumingMemoryBound(to: lrfinder_task.self).initialize(to: next)
  }
}

/// `lrfinder_search_begin` of `lrfinder.h`.
@_cdecl("lrfinder_search_begin")
public func searchBegin(_ search: OpaquePointer?) -> Int32 {
  status { () throws(Failure) in
    try SearchHandles.use(search) { search throws(Failure) in try search.begin() }
  }
}

/// `lrfinder_search_record` of `lrfinder.h`.
@_cdecl("lrfinder_search_record")
public func searchRecord(_ search: OpaquePointer?, _ loss: Double) -> Int32 {
  status { () throws(Failure) in
    try SearchHandles.use(search) { search throws(Failure) in
      try search.record(loss: loss, heldOutLoss: nil)
    }
  }
}

/// `lrfinder_search_record_with_held_out` of `lrfinder.h`.
@_cdecl("lrfinder_search_record_with_held_out")
public func searchRecordWithHeldOut(
  _ search: OpaquePointer?, _ loss: Double, _ heldOut: Double
) -> Int32 {
  status { () throws(Failure) in
    try SearchHandles.use(search) { search throws(Failure) in
      try search.record(loss: loss, heldOutLoss: heldOut)
    }
  }
}

/// `lrfinder_search_record_and_next` of `lrfinder.h`.
@_cdecl("lrfinder_search_record_and_next")
public func searchRecordAndNext(
  _ search: OpaquePointer?, _ loss: Double, _ task: UnsafeMutableRawPointer?
) -> Int32 {
  status { () throws(Failure) in
    guard let task else { throw .null("task") }
    let next = try SearchHandles.use(search) { search throws(Failure) in
      try search.record(loss: loss, heldOutLoss: nil)
      return search.task
    }
    task.assumingMemoryBound(to: lrfinder_task.self).initialize(to: next)
  }
}

/// `lrfinder_search_record_held_out` of `lrfinder.h`.
@_cdecl("lrfinder_search_record_held_out")
public func searchRecordHeldOut(_ search: OpaquePointer?, _ loss: Double) -> Int32 {
  status { () throws(Failure) in
    try SearchHandles.use(search) { search throws(Failure) in
      try search.record(heldOutLoss: loss)
    }
  }
}

/// `lrfinder_search_stop` of `lrfinder.h`.
@_cdecl("lrfinder_search_stop")
public func searchStop(_ search: OpaquePointer?) -> Int32 {
  status { () throws(Failure) in try SearchHandles.use(search) { search in search.stop() } }
}

/// `lrfinder_search_findings` of `lrfinder.h`.
@_cdecl("lrfinder_search_findings")
public func searchFindings(
  _ search: OpaquePointer?, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  json?.pointee = nil
  return status { () throws(Failure) in
    guard let json else { throw .null("json") }
    // Reading takes a while: others may ask meanwhile.
    let copy = try SearchHandles.use(search) { search in search.search }
    guard let findings = copy.findings else { throw .nothing }
    json.pointee = try allocated(findings.json)
  }
}

/// `lrfinder_search_free` of `lrfinder.h`.
@_cdecl("lrfinder_search_free")
public func searchFree(_ search: OpaquePointer?) { SearchHandles.remove(search) }

/// `lrfinder_analyze` of `lrfinder.h`.
@_cdecl("lrfinder_analyze")
public func analyze(
  _ rates: UnsafePointer<Double>?, _ losses: UnsafePointer<Double>?, _ counts: UnsafePointer<Int>?,
  _ curves: Int, _ gradientAge: Double, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  json?.pointee = nil
  return status { () throws(Failure) in
    guard let json else { throw .null("json") }
    guard let rates else { throw .null("rates") }
    guard let losses else { throw .null("losses") }
    guard let counts else { throw .null("counts") }
    guard curves > 0 else { throw .argument("curves is a number of curves, at least 1") }
    let age = try GradientAge.checked(gradientAge)
    var read: [Curve] = []
    var start = 0
    for index in 0..<curves {
      guard counts[index] >= 0, counts[index] <= Int.max / 16 - start else {
        throw .argument("curve \(index) has too many points")
      }
      let points = UnsafeBufferPointer(start: rates + start, count: counts[index])
      let values = UnsafeBufferPointer(start: losses + start, count: counts[index])
      if let flaw = Curve.flaw(Array(points), Array(values)) {
        throw .argument("curve \(index): \(flaw)")
      }
      read.append(Curve(learningRates: Array(points), losses: Array(values)))
      start += counts[index]
    }
    guard read.contains(where: { !$0.isEmpty }) else { throw .nothing }
    json.pointee = try allocated(Findings(read, gradientAge: age).json)
  }
}

/// `lrfinder_string_free` of `lrfinder.h`.
@_cdecl("lrfinder_string_free")
public func stringFree(_ string: UnsafeMutablePointer<CChar>?) { free(string) }

/// A copy of a text that the caller frees.
private func allocated(_ text: String) throws(Failure) -> UnsafeMutablePointer<CChar> {
  guard let copy = text.withCString(strdup) else { throw .argument("there is no memory left") }
  return copy
}
