/// The names in a log, each with a number that is its place, and with what it means for a row.
///
/// Looking a name up costs a few nanoseconds and no memory: a log says its names in every line.
final class NameTable {
  private struct Entry {
    var name: String
    let bytes: [UInt8]
    let stepRank: Int
    let textKind: NameMeaning.TextKind?
    let isValue: Bool
    let isLoss: Bool
    var isNested = false
    var twins: [String: Int] = [:]
  }

  // Whoever reads a row asks for each of its numbers.
  @exclusivity(unchecked) private var entries: [Entry] = []
  @exclusivity(unchecked) private var ranks: [Int] = []
  /// Places of names by their hash, −1 where there is none; a power of two of them.
  @exclusivity(unchecked) private var slots = [Int32](repeating: -1, count: 1 << 14)
  /// The most names that are kept apart: lines of prose have more, and none that is looked for.
  private static let limit = 1 << 12

  /// The number of names.
  var count: Int { ranks.count }
  /// The names, by their places.
  var names: [String] { entries.map(\.name) }

  /// The place of a name that stands in a text; a new one where it is new, −1 where there are too
  /// many.
  func id(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    // FNV-1a, by G. Fowler, L. C. Noll and K.-P. Vo.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
    while slots[slot] >= 0 {
      let id = Int(slots[slot])
      let isSame = entries[id].bytes.withUnsafeBufferPointer { known in
        known.count == bytes.count && known.elementsEqual(bytes)
      }
      if isSame { return id }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard entries.count < Self.limit else { return -1 }
    slots[slot] = Int32(entries.count)
    return insert(Array(bytes))
  }

  /// The place of a name.
  func id(_ name: String) -> Int {
    let bytes = Array(name.utf8)
    return bytes.withUnsafeBufferPointer { id($0) }
  }

  private func insert(_ bytes: [UInt8]) -> Int {
    let name = String(decoding: bytes, as: UTF8.self)
    let meaning = NameMeaning(name)
    entries.append(
      Entry(
        name: name, bytes: bytes, stepRank: meaning.stepRank ?? .max, textKind: meaning.textKind,
        isValue: meaning.isValue, isLoss: meaning.isLoss && meaning.heldOutWord == nil))
    ranks.append(entries[entries.count - 1].stepRank)
    return entries.count - 1
  }

  /// How good a name is for steps, the lower the better; the greatest number for one that is none.
  func stepRank(_ id: Int) -> Int { ranks[id] }
  /// What texts of this name tell; nil where nothing that is looked for.
  func textKind(_ id: Int) -> NameMeaning.TextKind? { entries[id].textKind }
  /// Whether the name says no more than that there is a number.
  func isValue(_ id: Int) -> Bool { entries[id].isValue }
  /// Whether the name was only seen in an object within an object.
  func isNested(_ id: Int) -> Bool { entries[id].isNested }
  /// Says that a name is that of an object within an object.
  func markNested(_ id: Int) { entries[id].isNested = true }

  /// The name of the same losses on held-out examples, for a row that says that it is of these.
  func heldOutTwin(of id: Int, _ split: String) -> Int {
    guard entries[id].isLoss else { return id }
    if let twin = entries[id].twins[split] { return twin }
    let twin = self.id("\(split)/\(entries[id].name)")
    guard twin >= 0 else { return id }
    entries[id].twins[split] = twin
    return twin
  }

  /// Gives a name that says nothing the one of its file or folder.
  func rename(_ id: Int, _ name: String) { entries[id].name = name }
}
