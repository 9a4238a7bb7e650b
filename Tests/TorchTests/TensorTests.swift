import Testing
import Torch

extension EngineTests {
  @Suite(.serialized)
  struct TensorTests {
    let matrix: Tensor

    init() throws { matrix = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]) }

    @Test
    func propertiesAreTheTensors() throws {
      #expect(matrix.shape == [2, 3])
      #expect(matrix.rank == 2)
      #expect(matrix.count == 6)
      #expect(matrix.dataType == .float32)
      #expect(matrix.device == .cpu)
      #expect(matrix.description == "Tensor(float32, [2, 3], cpu)")
      #expect(try Tensor([] as [Float]).shape == [0])
      #expect(try Tensor([] as [Float]).values() == [])
      #expect(try Tensor(2.5).item() == 2.5)
    }

    @Test(arguments: DataType.allCases)
    func dataTypesRoundTrip(type: DataType) throws {
      let ones = try Tensor.ones([3], dataType: type)
      #expect(ones.dataType == type)
      #expect(try ones.values(as: Float.self) == [1, 1, 1])
      #expect(try matrix.moved(dataType: type).dataType == type)
    }

    @Test(
      arguments: [
        ("x + x", [2, 4, 6, 8, 10, 12]), ("x - 1", [0, 1, 2, 3, 4, 5]),
        ("x * x", [1, 4, 9, 16, 25, 36]), ("x / 2", [0.5, 1, 1.5, 2, 2.5, 3]),
        ("-x", [-1, -2, -3, -4, -5, -6]), ("sum", [21]), ("mean", [3.5]), ("sum 0", [5, 7, 9]),
        ("mean 1", [2, 5]), ("argmax", [2, 2]), ("transposed", [1, 4, 2, 5, 3, 6]),
        ("permuted", [1, 4, 2, 5, 3, 6]), ("sliced", [2, 3, 5, 6]),
        ("flipped", [3, 2, 1, 6, 5, 4]),
        ("padded", [0, 1, 2, 3, 0, 4, 5, 6]), ("selected", [4, 5, 6, 1, 2, 3]),
        ("concatenated", [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]), ("matmul", [14, 32, 32, 77]),
        ("power", [1, 4, 9, 16, 25, 36]), ("stacked", [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]),
        ("equals", [1, 1, 1, 1, 1, 1]),
      ] as [(String, [Float])])
    func operationsGiveTheirClosedForm(name: String, expected: [Float]) throws {
      let x = matrix
      let result =
        switch name {
        case "x + x": try x + x
        case "x - 1": try x - 1
        case "x * x": try x * x
        case "x / 2": try x / 2
        case "-x": try -x
        case "sum": try x.sum()
        case "mean": try x.mean()
        case "sum 0": try x.sum(0)
        case "mean 1": try x.mean(-1)
        case "argmax": try x.argmax()
        case "transposed": try x.transposed()
        case "permuted": try x.permuted([1, 0])
        case "sliced": try x.sliced(1, 1..<3)
        case "flipped": try x.flipped(1)
        case "padded": try x.padded([(before: 1, after: 0)])
        case "selected": try x.selected(0, indices: Tensor([1, 0] as [Int64]))
        case "concatenated": try Tensor.concatenated([x, x], along: 1)
        case "matmul": try x.matmul(x.transposed())
        case "power": try x.power(2)
        case "stacked": try Tensor.stacked([x, x])
        case "equals": try x.equals(x)
        default: throw TorchError("no operation \(name)")
        }
      #expect(try result.values() == expected)
    }

    @Test
    func softmaxSumsToOne() throws {
      expectClose(try matrix.softmax().sum(1).values(), [1, 1])
      expectClose(try matrix.logSoftmax().exponential().values(), try matrix.softmax().values())
    }

    @Test
    func causalAttentionSeesOnlyThePast() throws {
      let x = try Fixture.wave([1, 1, 4, 2])
      let attended = try Tensor.attention(query: x, key: x, value: x, isCausal: true)
      expectClose(
        Array(try attended.values().prefix(2)), Array(try x.values().prefix(2)))
    }

    @Test
    func errorsAreLibtorchsFirstLine() throws {
      #expect(
        failure { _ = try matrix.matmul(matrix) }?.message
          == "mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)")
      #expect(
        failure { _ = try matrix + Tensor.ones([4]) }?.description
          == "The size of tensor a (3) must match the size of tensor b (4) "
          + "at non-singleton dimension 1")
      #expect(
        failure { _ = try matrix.reshaped([4]) }?.message
          == "shape '[4]' is invalid for input of size 6")
    }

    @Test
    func shapesThatDoNotFitAreRefused() {
      #expect(
        failure { _ = try Tensor([1, 2] as [Float], shape: [3]) }?.message
          == "2 values do not fill a tensor of shape [3]")
      #expect(failure { _ = try Tensor([1] as [Float], shape: [-1]) } != nil)
      #expect(failure { _ = try Tensor([1] as [Float], shape: [.max, 2]) } != nil)
      #expect(failure { _ = try Tensor.concatenated([]) } != nil)
      #expect(
        failure { try Tensor.ones([2]).copy(from: Tensor.ones([1])) }?.message
          == "values of shape [1] cannot overwrite a tensor of shape [2]")
    }

    final class Owner {
      let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4)
      let freed: () -> Void
      init(freed: @escaping () -> Void) {
        self.freed = freed
        for index in 0..<4 { memory[index] = Float(index) }
      }
      deinit {
        memory.deallocate()
        freed()
      }
    }

    @Test
    func borrowedMemoryIsSharedAndItsOwnerKept() throws {
      var isFreed = false
      do {
        var owner: Owner? = Owner { isFreed = true }
        let memory = try #require(owner).memory
        var tensor: Tensor? = try Tensor(
          borrowing: UnsafeRawBufferPointer(memory), shape: [2, 2], dataType: .float32,
          owner: #require(owner))
        let view = try #require(tensor).transposed()
        owner = nil
        tensor = nil
        #expect(!isFreed)
        memory[1] = 10
        #expect(try view.values() == [0, 2, 10, 3])
      }
      #expect(isFreed)
    }

    @Test
    func gradientsAreTheDerivatives() throws {
      let x = try Tensor([1, 2] as [Float])
      try x.setRequiresGradient(true)
      try (x * x).sum().backward()
      try (x * 3).sum().backward()
      #expect(try x.gradient?.values() == [5, 7])
      try x.setGradient(nil)
      #expect(x.gradient == nil)
      let y = try withoutGradients { () throws(TorchError) in try x * 2 }
      #expect(!y.requiresGradient)
      #expect(try (x * 2).requiresGradient)
      let z = try withInferenceMode { () throws(TorchError) in try x * 2 }
      #expect(!z.requiresGradient)
      #expect(failure { try y.sum().backward() } != nil)
    }

    @Test
    func identityIsBitForBit() throws {
      let values: [Float] = [.nan, 0]
      #expect(try Tensor(values).isIdentical(to: Tensor(values)))
      #expect(try !Tensor(values).isIdentical(to: Tensor([.nan, -0.0] as [Float])))
      #expect(try !matrix.isIdentical(to: matrix.reshaped([3, 2])))
      #expect(try !Tensor(values).isFinite())
      #expect(try matrix.isFinite())
    }

    @Test
    func randomStateGoesBack() throws {
      try seed(11)
      let state = try RandomState()
      let first = try Tensor.normal([5]).values()
      #expect(try Tensor.normal([5]).values() != first)
      try state.restore()
      #expect(try Tensor.normal([5]).values() == first)
    }
  }
}
