internal import Charts

/// How a report looks: on a wide screen and on a telephone, light and dark, and on paper.
enum ReportStyle {
  static let rules = """
    :root { color-scheme: light dark; \(Theme.light.variables) \(page(.light)) }
    @media screen and (prefers-color-scheme: dark) {
    :root { \(Theme.dark.variables) \(page(.dark)) }
    }
    * { box-sizing: border-box; }
    html { background: var(--chart-background); color: var(--chart-ink);
      font: 1rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
      -webkit-text-size-adjust: 100%; }
    body { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
    h1, h2, h3 { line-height: 1.2; text-wrap: balance; overflow-wrap: anywhere; }
    h1 { font-size: clamp(1.6rem, 5vw, 2.3rem); margin: 0; }
    h2 { font-size: 1.35rem; margin: 0 0 .8rem; }
    h3 { font-size: 1.05rem; margin: 1.2rem 0 .3rem; }
    header .kind { margin: 0 0 .2rem; color: var(--chart-quiet); }
    section { margin-top: 2.6rem; }
    p, li { max-width: 46rem; overflow-wrap: anywhere; }
    p { margin: .5rem 0; }
    ul { margin: .5rem 0; padding-left: 1.2rem; }
    li { margin: .3rem 0; }
    .section-answer { margin-top: 1.5rem; padding: 1.2rem 1.4rem; border-radius: .6rem;
      background: var(--page-raised); border: 1px solid var(--page-line); }
    .rates { display: flex; flex-wrap: wrap; gap: 1.4rem 3rem; margin: 0 0 1rem; }
    .rate dt { color: var(--chart-quiet); }
    .rate dd { margin: 0; }
    .rate strong { display: block; font-size: clamp(2rem, 8vw, 2.9rem); line-height: 1.1;
      font-variant-numeric: tabular-nums; }
    .rate .range { font-size: clamp(1.5rem, 6vw, 2rem); line-height: 1.5; }
    .rates:first-of-type .rate:first-child strong { color: var(--page-accent); }
    .interval, .purpose { display: block; }
    .purpose, small { color: var(--chart-quiet); }
    small { font-size: .875em; }
    .badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-weight: 600;
      border: 1.5px solid currentColor; }
    .verdict-good .badge { color: var(--page-good); }
    .verdict-bound .badge { color: var(--page-accent); }
    .verdict-bad .badge { color: var(--page-bad); }
    figure { margin: 0 0 2.2rem; }
    figcaption h3 { margin-bottom: .2rem; }
    .chart { display: block; width: 100%; height: auto; margin-top: .4rem;
      font-family: inherit; font-variant-numeric: tabular-nums; }
    .for-phone { display: none; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(21rem, 100%), 1fr));
      gap: 0 2rem; }
    .pair figure { display: flex; flex-direction: column; justify-content: space-between; }
    .pair .for-phone { display: block; max-width: 27rem; }
    pre { margin: .5rem 0; padding: .8rem 1rem; border-radius: .4rem; white-space: pre-wrap;
      overflow-wrap: anywhere; background: var(--page-raised); border: 1px solid var(--page-line); }
    code { font: .875rem/1.5 ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace; }
    .table { overflow-x: auto; margin: .8rem 0; --under: var(--chart-background);
      background: linear-gradient(90deg, var(--under) 2rem, transparent) 0 0 / 3rem 100% no-repeat local,
      linear-gradient(-90deg, var(--under) 2rem, transparent) 100% 0 / 3rem 100% no-repeat local,
      linear-gradient(90deg, var(--page-line), transparent) 0 0 / .8rem 100% no-repeat scroll,
      linear-gradient(-90deg, var(--page-line), transparent) 100% 0 / .8rem 100% no-repeat scroll; }
    .section-answer .table { --under: var(--page-raised); }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums;
      min-width: min(100%, 22rem); }
    caption { text-align: left; color: var(--chart-quiet); padding: 0 0 .4rem; }
    th, td { text-align: left; vertical-align: top; padding: .35rem 1.2rem .35rem 0;
      border-bottom: 1px solid var(--page-line); }
    th:last-child, td:last-child { padding-right: 0; }
    thead th { color: var(--chart-quiet); font-weight: 600; white-space: nowrap; }
    tbody th { font-weight: 600; }
    .whole, tbody th:not(.parts) { white-space: nowrap; }
    td { overflow-wrap: break-word; max-width: 30rem; }
    .marked > * { color: var(--page-accent); font-weight: 600; }
    :focus-visible { outline: 3px solid var(--page-accent); outline-offset: 2px; }
    footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--page-line);
      color: var(--chart-quiet); }
    @media (max-width: 40rem) {
    body { padding: 1rem .9rem 2rem; }
    .section-answer { padding: 1rem; }
    }
    @media screen and (max-width: 40rem) {
    .for-page { display: none; }
    .for-phone { display: block; }
    }
    @media print {
    body { max-width: none; padding: 0; font-size: 10pt; }
    section, .section-answer { margin-top: 1.4rem; }
    figure, pre, tr, .section-answer { break-inside: avoid; }
    h2, h3, figcaption, caption { break-after: avoid; }
    .table { overflow: visible; background: none; }
    }
    """

  /// The colors of the page beside those of its charts; each reads at 4.5:1 or better where it is
  /// text.
  private static func page(_ theme: Theme) -> String {
    theme == .light
      ? "--page-raised: #f5f7fa; --page-line: #d5dae1; --page-accent: #a84400; "
        + "--page-good: #00694d; --page-bad: #b3261e;"
      : "--page-raised: #1c222b; --page-line: #38414f; --page-accent: #f0a63c; "
        + "--page-good: #3ecf9f; --page-bad: #ff8f85;"
  }
}
