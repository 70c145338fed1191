extension Stylesheet {
  /// Messages, labels, panels and lists of terms.
  static let components = """
    .message{display:flex;gap:.625rem;align-items:flex-start;border-left:.3125rem solid;padding:.625rem .875rem;margin:0 0 .75rem}
    .message p+p,.message .actions{margin-top:.25rem}
    .message .icon{margin-top:.1em;width:1.375rem;height:1.375rem}
    .message>div{color:var(--text);min-width:0}
    .message.good{background:var(--good-ground);color:var(--good)}
    .message.attention{background:var(--attention-ground);color:var(--attention)}
    .message.trouble{background:var(--trouble-ground);color:var(--trouble)}
    .mark{display:inline-flex;gap:.3em;align-items:baseline;white-space:nowrap;font-weight:600;font-size:.8125rem;line-height:1.4;padding:0 .4em;border-radius:.1875rem}
    .mark .icon{align-self:center;width:1em;height:1em;vertical-align:0}
    .mark.good{background:var(--good-ground);color:var(--good)}
    .mark.attention{background:var(--attention-ground);color:var(--attention)}
    .mark.trouble{background:var(--trouble-ground);color:var(--trouble)}
    .mark.plain{background:var(--surface);color:var(--muted)}
    .marks{display:flex;flex-wrap:wrap;gap:.25rem}
    .panel{border:1px solid var(--rule);border-radius:.25rem;background:var(--page);padding:.75rem 1rem;min-width:0}
    .panel>.bar{margin-bottom:.5rem}
    .panel>*+*{margin-top:.5rem}
    h3{margin-bottom:.25rem}
    .bar{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.125rem .75rem}
    .links{display:flex;flex-wrap:wrap;gap:0 .75rem;font-size:.875rem}
    .terms{display:grid;grid-template-columns:minmax(8rem,max-content) minmax(0,1fr);gap:.3125rem 1rem}
    .terms dt{color:var(--muted)}
    .terms dd{min-width:0}
    .groups{display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:1.25rem;font-variant-numeric:tabular-nums;letter-spacing:.04em;padding:0;list-style:none}
    .stack>*+*{margin-top:1rem}
    .stack>.head{margin-bottom:0}
    @media (max-width:30rem){.mark{white-space:normal}.terms{grid-template-columns:minmax(0,1fr);gap:0}.terms dd{margin-bottom:.5rem}}

    """

  /// Tables. A wide one scrolls by itself, so that the page never does.
  static let tables = """
    .scroll{overflow-x:auto;position:relative}
    table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.35}
    caption{text-align:left;font-weight:700;padding-bottom:.25rem}
    th,td{text-align:left;vertical-align:top;padding:.25rem .625rem .25rem 0;border-bottom:1px solid var(--rule)}
    th:last-child,td:last-child{padding-right:0}
    thead th{color:var(--muted);font-weight:600;border-bottom-color:var(--edge)}
    tbody th{font-weight:600}
    th .muted{font-weight:400}
    th.number,td.number{text-align:right}
    .scroll th,.scroll td{overflow-wrap:normal}

    """

  /// Fields and buttons: at least 24 by 24 pixels to aim at (WCAG 2.5.8), most of them 36 high.
  static let forms = """
    label,legend{font-weight:600;padding:0}
    .field{min-width:0}
    form{display:grid;grid-template-columns:minmax(0,1fr);gap:.75rem}
    form+form{margin-top:.75rem}
    .hint{display:block;font-weight:400;color:var(--muted);font-size:.875rem}
    fieldset{border:0;margin:0;padding:0;min-width:0}
    .choice{display:flex;gap:.5rem;align-items:flex-start;padding:.1875rem 0}
    .choice label{font-weight:400;padding-top:.0625rem}
    .choice input{width:1.25rem;height:1.25rem;margin:.125rem 0 0;flex:none;accent-color:var(--action)}
    .choices{display:flex;flex-wrap:wrap;gap:0 1.25rem}
    input[type=text],select,textarea{font:inherit;color:var(--text);background:var(--page);border:1px solid var(--edge);border-radius:.1875rem;padding:.3125rem .5rem;min-height:2.25rem;width:100%;max-width:100%}
    input[type=text]{max-width:28rem}
    button{font:inherit;font-weight:600;display:inline-block;max-width:100%;overflow-wrap:anywhere;cursor:pointer;text-decoration:none;text-align:center;border:1px solid var(--action);border-radius:.1875rem;padding:.3125rem .875rem;min-height:2.25rem;background:var(--action);color:var(--on-action)}
    button:hover{text-decoration:underline}
    button.quiet{background:var(--page);color:var(--link);border-color:var(--edge)}
    button.final{background:var(--trouble-ground);color:var(--trouble);border-color:var(--trouble)}
    .actions{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:center}
    summary{cursor:pointer;color:var(--link);font-weight:600;padding:.1875rem 0;width:max-content;max-width:100%}
    summary:hover{text-decoration:underline}
    .inline{display:flex;flex-wrap:wrap;gap:.5rem;align-items:flex-end}
    .inline .field{flex:1 1 9rem}

    """
}
