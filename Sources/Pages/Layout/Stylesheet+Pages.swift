extension Stylesheet {
  /// The coordinator's list: columns on a wide screen, one below the other on a narrow one.
  static let worklist = """
    .filters{background:var(--surface);border:1px solid var(--rule);border-radius:.25rem;padding:.5rem .75rem .625rem;margin-bottom:.75rem;font-size:.875rem}
    .filters .inline .choice{flex:none;padding-bottom:.375rem}
    .columns,.line{display:grid;grid-template-columns:minmax(8rem,1fr) minmax(0,2.2fr) minmax(0,2.2fr) minmax(6rem,.8fr) minmax(0,2fr);gap:0 1rem}
    .columns{font-size:.875rem;font-weight:600;color:var(--muted);border-bottom:1px solid var(--edge);padding:0 .5rem .25rem}
    .family{border-bottom:1px solid var(--edge);padding:.5rem}
    .family.late{box-shadow:inset .25rem 0 0 var(--trouble)}
    .family .bar h2{font-size:1rem}
    .line{font-size:.875rem;line-height:1.35;padding:.3125rem 0}
    .line+.line{border-top:1px dotted var(--rule)}
    .line dt{color:var(--muted)}
    .line dd{min-width:0}
    .person-line+.person-line{margin-top:.375rem}
    .person-line strong{font-weight:600}
    .next strong{display:block}
    .work{font-size:.875rem}
    .work>div{padding:.5rem 0 .25rem;display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:.75rem 1.5rem}
    .pages{display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between;padding-top:.75rem}
    @media (min-width:64.01rem){.line dt{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}
    @media (max-width:64rem){.columns{display:none}.line{grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.5rem 1rem}}

    """

  /// A match: both sides beside each other, then what can be done.
  static let match = """
    .summary{display:flex;flex-wrap:wrap;gap:.25rem 2rem;background:var(--surface);border-radius:.25rem;padding:.625rem 1rem}
    .summary dt{color:var(--muted);font-size:.875rem}
    .summary dd{font-weight:600}
    .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem}
    .card+.card{border-top:1px solid var(--rule);margin-top:.625rem;padding-top:.625rem}
    .history{list-style:none;padding:0;border-left:.125rem solid var(--rule);margin-left:.375rem}
    .history li{padding:.25rem 0 .25rem 1rem;position:relative}
    .history li::before{content:"";position:absolute;left:-.4375rem;top:.6875rem;width:.75rem;height:.75rem;border-radius:50%;background:var(--page);border:.125rem solid var(--edge)}

    """

  /// The privacy officer's one screen: at 1280 by 900 all of it is seen without scrolling.
  static let officer = """
    .verdict{margin-bottom:.625rem}
    .verdict h1{font-size:1.25rem}
    .verdict p+p{margin-top:0}
    .board{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:.625rem}
    .board .panel{padding:.5rem .75rem .625rem}
    .board h2{font-size:1rem}
    .board table,.board .tasks{font-size:.8125rem}
    .board th,.board td{padding-top:.1875rem;padding-bottom:.1875rem}
    .board .panel>.bar{margin-bottom:.25rem}
    .tasks{list-style:none;padding:0}
    .tasks li{display:grid;grid-template-columns:minmax(0,1fr) max-content;gap:0 .5rem;align-items:start;padding:.1875rem 0;border-bottom:1px solid var(--rule)}
    .tasks li:last-child{border-bottom:0}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(6rem,1fr));gap:.5rem;padding-bottom:.25rem}
    .figures dt{font-size:.8125rem;color:var(--muted)}
    .figures dd{font-size:1.375rem;font-weight:700;line-height:1.2;font-variant-numeric:tabular-nums}
    .figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
    @media (max-width:64rem){.board{grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr))}}

    """

  /// The operator's page and the figures.
  static let operatorAndFigures = """
    .trouble-list{list-style:none;padding:0}
    .trouble-list>li{border:1px solid var(--rule);border-left:.3125rem solid var(--trouble);border-radius:.25rem;padding:.5rem .75rem}
    .trouble-list>li.attention{border-left-color:var(--attention)}
    .trouble-list>li+li{margin-top:.5rem}
    .remedy{display:flex;flex-wrap:wrap;gap:0 .5rem}
    .remedy code{background:var(--surface);padding:.0625rem .375rem;border-radius:.1875rem}
    .chart{display:block;width:100%;height:auto;max-width:48rem}
    .chart text{fill:var(--text);font-size:12px}
    .chart .axis{stroke:var(--edge);stroke-width:1}
    .chart .grid{stroke:var(--rule);stroke-width:1}
    .chart .bar-now{fill:var(--series)}
    .chart .bar-before{fill:none;stroke:var(--series-before);stroke-width:1.5}
    .chart .bar-unknown{fill:none;stroke:var(--muted);stroke-width:1;stroke-dasharray:2 2}
    .chart .target{stroke:var(--trouble);stroke-width:1.5;stroke-dasharray:6 3}
    .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.875rem;list-style:none;padding:0}
    .legend .chart{display:inline-block;width:1.25rem;height:.875rem;vertical-align:-.1em}

    """

  /// Paper: no navigation and nothing to press; addresses of links would only be noise.
  static let print = """
    .top{background:none;color:var(--text);border-bottom:1px solid var(--edge)}
    .skip,.nav,.filters,.actions,.work,form,.links,.pages{display:none}
    body{font-size:10pt}
    main,.top .inner,.foot .inner{max-width:none;padding-left:0;padding-right:0}
    a{color:inherit;text-decoration:none}
    .family,.card,.terms,.message,tr,li{break-inside:avoid}
    h1,h2,h3{break-after:avoid}
    .scroll{overflow:visible}
    .message,.mark{border:1px solid var(--edge)}

    """
}
