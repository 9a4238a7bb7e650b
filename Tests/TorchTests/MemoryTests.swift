#if os(Linux)
  import Foundation
  import Testing
  import Torch

  extension EngineTests {
    struct MemoryTests {
      /// The memory of tensors that are gone is kept for others, in proportion to what was ever in
      /// use; a tensor that there was no memory for was not.
      @Test
      func aTensorThatIsRefusedLeavesNoMemoryIdle() async {
        await #expect(processExitsWith: .success) {
          try tuneProcess()
          #expect(failure { _ = try Tensor.zeros([1 << 45]) } != nil)
          let before = try residentMegabytes()
          for megabytes in 33...56 { _ = try Tensor.zeros([megabytes << 18]) }
          // All of them together are a gigabyte.
          #expect(try (50..<500).contains(residentMegabytes() - before))
        }
      }
    }
  }

  /// The megabytes of the process that are in the machine's memory.
  private func residentMegabytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(Int(line.filter(\.isNumber))) / 1024
  }
#endif
