/// An image and its class.
struct LabeledFile: Sendable {
  let file: ImageFile
  let label: Int64
}
