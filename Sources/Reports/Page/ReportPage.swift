internal import Charts
internal import Foundation
internal import Markup

/// The page of a report: what all kinds of run have in common.
struct ReportPage {
  private let run: any ReportedRun

  init(_ run: any ReportedRun) { self.run = run }

  var text: String {
    HTML.document(language: "en") {
      HTML.element("title") { "\(run.title): \(run.kind)" }
      HTML.element(
        "meta", .init("name", "viewport"), .init("content", "width=device-width, initial-scale=1"))
      HTML.element("meta", .init("name", "color-scheme"), .init("content", "light dark"))
      HTML.element("meta", .init("name", "generator"), .init("content", "lrfinder"))
      // A page without an icon asks its server for one.
      HTML.element("link", .init("rel", "icon"), .init("href", "data:,"))
      HTML.style(ReportStyle.rules)
    } body: {
      HTML.element("header") {
        HTML.element("p", .class("kind")) { run.kind }
        HTML.element("h1") { run.title }
      }
      HTML.element("main") {
        run.opening.map(\.html)
        charts.html
        run.closing.map(\.html)
        PageElements.settings(run.settings).html
      }
      HTML.element("footer") {
        HTML.element("p") {
          "Made by lrfinder: the learning-rate range test of L. N. Smith (2015). The charts are "
            + "beside this file as SVG and PNG, and the numbers in "
          HTML.element("code") { "result.json" }
          "."
        }
      }
    }
  }

  private var charts: ReportSection {
    ReportSection("Charts", id: "charts") {
      run.figures.filter { !$0.isSmall }.map { figure in
        HTML.element("figure") {
          caption(figure)
          figure.chart.svg(.page)
          figure.chart.svg(.phone)
        }
      }
      HTML.element("div", .class("pair")) {
        run.figures.filter(\.isSmall).map { figure in
          HTML.element("figure") {
            caption(figure)
            figure.chart.svg(.phone)
          }
        }
      }
    }
  }

  private func caption(_ figure: Figure) -> HTML {
    .element("figcaption") {
      HTML.element("h3") { figure.heading }
      HTML.element("p") { figure.explanation }
    }
  }
}
