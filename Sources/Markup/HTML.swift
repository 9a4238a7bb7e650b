/// A piece of HTML, or of SVG inside of it, that is well-formed and escaped by construction.
///
/// ```swift
/// HTML.element("p", .class("note")) { "1 < 2" }.source  // <p class="note">1 &lt; 2</p>
/// ```
///
/// Text only ever becomes text: there is no way to put a string in as markup. The names of elements
/// and attributes are static strings, which no file and no user can supply.
public struct HTML: Hashable, Sendable {
  /// The markup.
  public let source: String

  private init(source: String) { self.source = source }

  /// A text.
  ///
  /// - Parameter text: Any text; what has a meaning in markup is escaped, and characters that HTML
  ///   does not allow become blanks.
  public init(_ text: String) { source = text.markupEscaped }

  /// Nothing.
  public static let empty = HTML(source: "")

  /// Several pieces, one after another.
  public init(_ pieces: [HTML]) { source = pieces.map(\.source).joined() }

  /// An element with its content.
  ///
  /// - Parameters:
  ///   - name: The element's name.
  ///   - attributes: Its attributes.
  ///   - content: What is in it.
  /// - Returns: The element.
  public static func element(
    _ name: StaticString, _ attributes: HTMLAttribute..., @HTMLBuilder content: () -> HTML
  ) -> HTML {
    element(name, attributes, content())
  }

  /// An element without content.
  ///
  /// - Parameters:
  ///   - name: The element's name.
  ///   - attributes: Its attributes.
  /// - Returns: The element.
  public static func element(_ name: StaticString, _ attributes: HTMLAttribute...) -> HTML {
    element(name, attributes, .empty)
  }

  /// An element with its content.
  ///
  /// - Parameters:
  ///   - name: The element's name.
  ///   - attributes: Its attributes.
  ///   - content: What is in it; nothing where nothing is said.
  /// - Returns: The element.
  public static func element(
    _ name: StaticString, _ attributes: [HTMLAttribute], _ content: HTML = .empty
  ) -> HTML {
    let opening = "<\(name)" + attributes.map(\.source).joined() + ">"
    // Without content and end: what HTML calls a void element.
    if voidElements.contains("\(name)") {
      precondition(content == .empty, "\(name) has no content")
      return HTML(source: opening)
    }
    return HTML(source: opening + content.source + "</\(name)>")
  }

  private static let voidElements: Set = ["meta", "br", "hr", "link", "img", "input", "col", "wbr"]

  /// A style sheet, whose text is no markup.
  ///
  /// - Parameter rules: CSS, which does not hold the end of a style element.
  /// - Returns: The element.
  public static func style(_ rules: String) -> HTML {
    precondition(!rules.contains("</"), "a style sheet does not end its own element")
    return HTML(source: "<style>\(rules)</style>")
  }

  /// A whole document.
  ///
  /// - Parameters:
  ///   - language: The language of its text, such as `en`.
  ///   - head: What is in its head, after the encoding.
  ///   - body: What is in its body.
  /// - Returns: The text of the file.
  public static func document(
    language: String, @HTMLBuilder head: () -> HTML, @HTMLBuilder body: () -> HTML
  ) -> String {
    let root = element("html", .init("lang", language)) {
      element("head") {
        element("meta", .init("charset", "utf-8"))
        head()
      }
      element("body", [], body())
    }
    return "<!DOCTYPE html>\n" + root.source + "\n"
  }
}

/// An attribute of an element.
public struct HTMLAttribute: Hashable, Sendable {
  fileprivate let source: String

  /// An attribute with a value.
  ///
  /// - Parameters:
  ///   - name: The attribute's name.
  ///   - value: Its value, any text.
  public init(_ name: StaticString, _ value: String) {
    source = " \(name)=\"\(value.markupEscaped)\""
  }

  /// An attribute with a number: whole, or with as many decimals as a page can show.
  ///
  /// - Parameters:
  ///   - name: The attribute's name.
  ///   - value: Its value, finite.
  public init(_ name: StaticString, _ value: Double) {
    self.init(name, value.hundredths)
  }

  /// The classes of an element, with blanks between them.
  public static func `class`(_ names: String) -> HTMLAttribute { .init("class", names) }

  /// What an element is called in the page.
  public static func id(_ name: String) -> HTMLAttribute { .init("id", name) }
}

/// Puts the pieces of an element's content together.
@resultBuilder public enum HTMLBuilder {
  /// A text.
  public static func buildExpression(_ text: String) -> HTML { HTML(text) }
  /// A piece.
  public static func buildExpression(_ piece: HTML) -> HTML { piece }
  /// A piece, or nothing.
  public static func buildExpression(_ piece: HTML?) -> HTML { piece ?? .empty }
  /// Several pieces.
  public static func buildExpression(_ pieces: [HTML]) -> HTML { HTML(pieces) }
  /// All pieces.
  public static func buildBlock(_ pieces: HTML...) -> HTML { HTML(pieces) }
  /// What a condition lets through.
  public static func buildOptional(_ piece: HTML?) -> HTML { piece ?? .empty }
  /// The first of two choices.
  public static func buildEither(first piece: HTML) -> HTML { piece }
  /// The second of two choices.
  public static func buildEither(second piece: HTML) -> HTML { piece }
  /// The pieces of a loop.
  public static func buildArray(_ pieces: [HTML]) -> HTML { HTML(pieces) }
}
