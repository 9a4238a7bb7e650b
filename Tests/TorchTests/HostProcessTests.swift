#if canImport(Glibc)
  import Foundation
  import Testing
  import Torch

  extension EngineTests {
    /// A process that links Torch stays as it is until it asks for something else.
    ///
    /// Each test is a process of its own: what it changes, it changes for good.
    struct HostProcessTests {
      @Test
      func usingTorchChangesNothingInItsProcess() async {
        await #expect(processExitsWith: .success) {
          let before = Host()
          #expect(before.changedVariables.isEmpty)
          #expect(before.hasLibtorchsAllocator)
          #expect(before.mapsLargeBlocks)
          #expect(before.optimizesScripts)
          let model = try makeClassifier()
          _ = try train(model, Optimizer(model.parameters, rule: SGD()), steps: 2)
          #expect(failure { _ = try ScriptModule(path: "/no such file") } != nil)
          #expect(Host() == before)
        }
      }

      @Test
      func tuningIsWhatItSays() async {
        await #expect(processExitsWith: .success) {
          let before = Host()
          for _ in 0..<2 { try tuneProcess() }
          var expected = before
          expected.hasLibtorchsAllocator = false
          var after = Host()
          // Only where the processor has instructions that do not work.
          after.changedVariables.remove("ONEDNN_MAX_CPU_ISA")
          #expect(after == expected)
        }
      }

      @Test
      func anUnknownWordIsNamed() async {
        await #expect(processExitsWith: .success) {
          setenv("LRFINDER_ATEN", "sgd,max-pol", 1)
          let message = failure { try tuneProcess() }?.message
          #expect(message?.hasPrefix("LRFINDER_ATEN is 1 or some of linear,") == true)
          #expect(message?.hasSuffix("not sgd,max-pol") == true)
          #expect(failure { try Tensor(1.0).backward() }?.message == message)
        }
      }
    }
  }

  /// What the code of a process can see of its settings.
  private struct Host: Equatable {
    /// The variables of the environment that are not what the process was started with.
    var changedVariables: Set<String>
    /// Whether tensors are allocated as libtorch has it by itself.
    var hasLibtorchsAllocator: Bool
    /// Whether the C library gives a block of 31 MiB back to the system when it is freed.
    var mapsLargeBlocks: Bool
    /// Whether TorchScript is compiled on this thread.
    var optimizesScripts: Bool
    var threads: Int?

    init() {
      typealias Allocator = @convention(c) () -> UnsafeRawPointer?
      typealias Question = @convention(c) () -> Bool
      changedVariables = Self.changes()
      hasLibtorchsAllocator =
        Self.function("_ZN3c1015GetCPUAllocatorEv", as: Allocator.self)?()
        == Self.function("_ZN3c1022GetDefaultCPUAllocatorEv", as: Allocator.self)?()
      optimizesScripts =
        Self.function("_ZN5torch3jit24getGraphExecutorOptimizeEv", as: Question.self)?() == true
      threads = try? threadCount()
      // In the size before a block, this bit says that the block is a mapping of its own. It is not
      // freed, because the C library would map no more blocks of its size.
      let block = malloc(31 << 20)
      mapsLargeBlocks = block.map { $0.load(fromByteOffset: -8, as: UInt.self) & 2 != 0 } ?? false
    }

    /// A function of libtorch, by its name in the library.
    private static func function<Function>(_ name: String, as type: Function.Type) -> Function? {
      dlsym(nil, name).map { unsafeBitCast($0, to: type) }
    }

    private static func changes() -> Set<String> {
      let start = (try? Data(contentsOf: URL(filePath: "/proc/self/environ"))) ?? Data()
      let pairs = start.split(separator: 0).map { entry in
        String(decoding: entry, as: UTF8.self).split(separator: "=", maxSplits: 1).map(String.init)
      }
      let before = Dictionary(
        pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }, uniquingKeysWith: { first, _ in first })
      let now = ProcessInfo.processInfo.environment
      // The testing library takes its own away.
      return Set(before.keys).union(now.keys).filter {
        !$0.hasPrefix("SWT_") && before[$0] != now[$0]
      }
    }
  }
#endif
