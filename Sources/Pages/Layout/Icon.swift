/// Drawings of 24 by 24 units that go with a word. They say nothing that the word beside them does not.
enum Icon {
  case confluence, check, attention, trouble, clock, info

  var html: HTML {
    .element(
      .svg, [.classes("icon"), .viewBox(width: 24, height: 24), .ariaHidden],
      [.element(.path, [.strokes(strokes)], [])])
  }

  private var strokes: StaticString {
    switch self {
    case .confluence: "M4 3c0 8 8 7 8 18M20 3c0 8-8 7-8 18"
    case .check: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12.5l3 3 5-6"
    case .attention: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5v5.5M12 16.5v.1"
    case .trouble: "M12 3 2 20.5h20zM12 9.5v5M12 17.5v.1"
    case .clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2"
    case .info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5.5M12 7.5v.1"
    }
  }
}
