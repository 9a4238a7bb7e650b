@main
struct LRFinder {
  static func main() {}
}
