import EngineTestSupport
import Testing
import Torch

/// All tests of the engine, one after the other: its generators, number of threads and count of
/// live tensors belong to the process.
@Suite(.serialized, .exclusiveEngine)
struct EngineTests {
  init() throws { try setThreadCount(1) }
}
