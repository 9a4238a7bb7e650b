import Testing
import Training

@Suite struct BatchOrderTests {
  private func draw(_ order: inout BatchOrder) -> [Int64] { order.withNextBatch { Array($0) } }

  @Test(arguments: [(10, 1), (10, 3), (10, 10), (64, 16)])
  func showsNoExampleTwiceInAnEpoch(count: Int, batchSize: Int) {
    var order = BatchOrder(count: count, batchSize: batchSize, seed: 1)
    for _ in 0..<3 {
      let epoch = (0..<order.batchesPerEpoch).flatMap { _ in draw(&order) }
      #expect(epoch.count == count / batchSize * batchSize)
      #expect(Set(epoch).count == epoch.count)
      #expect(epoch.allSatisfy { (0..<Int64(count)).contains($0) })
    }
  }

  @Test func shufflesAnewInEveryEpoch() {
    var order = BatchOrder(count: 100, batchSize: 100, seed: 1)
    let first = draw(&order)
    #expect(first != draw(&order))
    #expect(first != first.sorted())
  }

  @Test func dependsOnItsSeedAlone() {
    var order = BatchOrder(count: 50, batchSize: 7, seed: 3)
    var same = BatchOrder(count: 50, batchSize: 7, seed: 3)
    var other = BatchOrder(count: 50, batchSize: 7, seed: 4)
    let batch = draw(&order)
    #expect(batch == draw(&same))
    #expect(batch != draw(&other))
  }

  @Test func aCopyDrawsTheSameBatches() {
    var order = BatchOrder(count: 20, batchSize: 8, seed: 5)
    _ = draw(&order)
    var copy = order
    #expect((0..<9).map { _ in draw(&order) } == (0..<9).map { _ in draw(&copy) })
  }
}
