import Testing
import Torch

extension EngineTests {
  @Suite(.serialized)
  struct DeviceTests {
    @Test(arguments: [("cpu", Device.cpu), ("cuda", .cuda(0)), ("cuda:3", .cuda(3)), ("mps", .mps)])
    func namesAreUnderstood(name: String, device: Device) throws {
      #expect(try Device(named: name) == device)
      #expect(try Device(named: device.description) == device)
    }

    @Test(arguments: [
      "", "gpu", "cuda:", "cuda:-1", "cuda:x", "cpu:1", "cuda:1:2", "cuda:128", "cuda:9999999999",
    ])
    func otherNamesAreRefused(name: String) {
      #expect(
        failure { _ = try Device(named: name) }?.message
          == "unknown device \"\(name)\": expected cpu, cuda, cuda:N or mps")
    }

    @Test
    func theProcessorIsThere() throws {
      #expect(Device.cpu.isAvailable)
      #expect(Device.count(.cpu) == 1)
      try Device.cpu.requireAvailable()
    }

    @Test
    func aMissingDeviceIsAnErrorOfOneLine() throws {
      let device = Device.cuda(99)
      #expect(!device.isAvailable)
      let message = try #require(failure { try device.requireAvailable() }?.message)
      #expect(!message.isEmpty && !message.contains("\n"))
    }

    @Test
    func threadsAreCounted() throws {
      defer { try? setThreadCount(1) }
      try setThreadCount(2)
      #expect(try threadCount() == 2)
      #expect(failure { try setThreadCount(0) } != nil)
      #expect(failure { try setThreadCount(.max) } != nil)
    }

    @Test
    func seedingReachesTheGenerators() throws {
      try seed(1)
      let first = try Tensor.normal([3]).values()
      try seed(2)
      #expect(try Tensor.normal([3]).values() != first)
      try seed(1)
      #expect(try Tensor.normal([3]).values() == first)
      #expect(libtorchVersion.hasPrefix("2."))
    }
  }
}
