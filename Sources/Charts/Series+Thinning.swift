extension [Series.Point] {
  /// Every first, second, third, … point and the last, so that no more than `limit` and one
  /// remain.
  func thinned(to limit: Int) -> (kept: [Series.Point], every: Int) {
    let every = Swift.max(1, (count + limit - 1) / limit)
    var kept = stride(from: 0, to: count, by: every).map { self[$0] }
    if let last, every > 1, !(count - 1).isMultiple(of: every) { kept.append(last) }
    return (kept, every)
  }
}
