#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// How much memory this process can still have.
public enum SystemMemory {
  /// The memory that can be had without swapping, in bytes: the least of what the system, the
  /// control group (a container's or a job's limit) and the limits of the process leave.
  ///
  /// Where the system does not tell (macOS), half of the machine's memory.
  public static var available: Int {
    #if canImport(Darwin)
      var (size, length) = (UInt64(0), MemoryLayout<UInt64>.size)
      sysctlbyname("hw.memsize", &size, &length, nil, 0)
      let left = size == 0 ? Int.max : Int(size / 2)
    #else
      var left = Int.max
      if let free = number(in: "/proc/meminfo", after: "MemAvailable:") { left = free * 1024 }
      left = min(left, controlGroupRoom)
    #endif
    return max(0, min(left, addressSpaceRoom))
  }

  /// What `ulimit -v` leaves.
  private static var addressSpaceRoom: Int {
    var limit = rlimit()
    #if canImport(Glibc)
      let status = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #else
      let status = getrlimit(RLIMIT_AS, &limit)
    #endif
    guard status == 0, limit.rlim_cur < rlim_t(Int.max) else { return .max }
    let used = (number(in: "/proc/self/status", after: "VmSize:") ?? 0) * 1024
    return Int(limit.rlim_cur) - used
  }

  /// What the limits of control groups leave; what they hold of files can be dropped.
  private static var controlGroupRoom: Int {
    let own = text(of: "/proc/self/cgroup")?.split(separator: "\n")
      .first { $0.hasPrefix("0::") }?.dropFirst(3)
    let root = "/sys/fs/cgroup"
    // The limits of the second version, of this process's group and of the one that a container
    // shows as the root, and that of the first version.
    return min(
      room(of: "\(root)\(own ?? "")", limit: "max", usage: "current"),
      room(of: root, limit: "max", usage: "current"),
      room(of: "\(root)/memory", limit: "limit_in_bytes", usage: "usage_in_bytes"))
  }

  private static func room(of group: String, limit: String, usage: String) -> Int {
    guard let limit = number(in: "\(group)/memory.\(limit)", after: ""),
      let used = number(in: "\(group)/memory.\(usage)", after: "")
    else { return .max }
    let files = ["\nactive_file ", "\ninactive_file "].compactMap {
      number(in: "\(group)/memory.stat", after: $0)
    }
    return limit - used + files.reduce(0, +)
  }

  /// The whole number after the first place of some words in a file.
  private static func number(in path: String, after words: String) -> Int? {
    guard let text = text(of: path) else { return nil }
    let start = words.isEmpty ? text.startIndex : text.firstRange(of: words)?.upperBound
    guard let start else { return nil }
    return Int(text[start...].drop { $0 == " " || $0 == "\t" }.prefix { $0.isNumber })
  }

  /// A small file of the system's.
  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
