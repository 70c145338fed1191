extension Stylesheet {
  /// Letters, links, and the ring around what the keyboard is on. Lengths are in rem, so that a larger letter enlarges all.
  static let base = """
    *,*::before,*::after{box-sizing:border-box}
    html{font-size:100%;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--text);font:1rem/1.45 "Segoe UI",system-ui,-apple-system,Roboto,"Noto Sans","Liberation Sans",sans-serif;overflow-wrap:anywhere}
    h1,h2,h3,h4{line-height:1.25;margin:0;font-weight:700}
    h1{font-size:1.5rem}
    h2{font-size:1.125rem}
    h3,h4{font-size:1rem}
    p,ul,ol,dl,dd{margin:0}
    ul.plain,ol.plain{list-style:none;padding:0}
    a{color:var(--link)}
    a:hover{text-decoration:none}
    a.tel{white-space:nowrap}
    :focus-visible{outline:.1875rem solid var(--focus);outline-offset:.125rem;border-radius:.125rem}
    main:focus{outline:none}
    code{font-family:ui-monospace,"Cascadia Mono","Liberation Mono",monospace;font-size:.875em}
    .skip{position:absolute;left:-999rem}
    .skip:focus{position:static;display:block;padding:.5rem 1rem;background:var(--page)}
    .hidden{position:absolute;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap;border:0}
    .muted{color:var(--muted)}
    .small{font-size:.875rem}
    .number{font-variant-numeric:tabular-nums;text-align:right}
    .icon{width:1.125em;height:1.125em;flex:none;vertical-align:-.2em;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}

    """

  /// The head and the foot of a page.
  static let header = """
    .top{background:var(--accent);color:var(--on-accent)}
    .top .inner,.foot .inner,main{max-width:90rem;margin:0 auto;padding:0 1.25rem}
    .top .inner{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.5rem;min-height:3rem}
    .top a{color:inherit}
    .top :focus-visible{outline-color:var(--on-accent)}
    .brand{display:flex;align-items:center;gap:.5rem;font-weight:700}
    .brand .icon{width:1.5rem;height:1.5rem}
    .brand span+span{font-weight:400}
    .nav ul{display:flex;flex-wrap:wrap;gap:0 .25rem;list-style:none;padding:0}
    .nav a{display:block;padding:.75rem .625rem .5625rem;text-decoration:none;border-bottom:.1875rem solid transparent}
    .nav a:hover{text-decoration:underline}
    .nav a[aria-current]{border-bottom-color:currentColor;font-weight:700}
    .person{margin-left:auto;font-size:.875rem}
    .training{background:var(--attention-ground);color:var(--attention);font-weight:700;text-align:center;padding:.25rem 1rem}
    main{padding-top:1rem;padding-bottom:2rem}
    .narrow{max-width:46rem}
    .head{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:.25rem 1.5rem;margin-bottom:.75rem}
    .foot{border-top:1px solid var(--rule);color:var(--muted);font-size:.875rem}
    .foot .inner{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1.5rem;padding-top:.5rem;padding-bottom:.75rem}
    @media (max-width:40rem){.top .inner,.foot .inner,main{padding-left:.75rem;padding-right:.75rem}.person{margin-left:0;padding-bottom:.5rem}.brand{padding-top:.5rem}h1{font-size:1.3125rem}}

    """
}
