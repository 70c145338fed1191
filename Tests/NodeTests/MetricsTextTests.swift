import Testing
import Transport

@testable import Node

/// The text form of figures, and how what is counted gets into it.
@Suite(.timeLimit(.minutes(30))) struct MetricsTextTests {
  @Test func bucketsAreCumulativeAndEndWithAll() {
    var histogram = Histogram(bounds: [0.5, 2])
    for seconds in [0.25, 0.5, 0.75, 3] { histogram.observe(seconds) }
    #expect(histogram.counts == [2, 1, 1] && histogram.total == 4)
    var metrics = MetricsText()
    metrics.add("a_seconds", "Help.", [([("route", "x")], histogram)])
    #expect(
      metrics.text == """
        # HELP a_seconds Help.
        # TYPE a_seconds histogram
        a_seconds_bucket{route="x",le="0.5"} 2
        a_seconds_bucket{route="x",le="2"} 3
        a_seconds_bucket{route="x",le="+Inf"} 4
        a_seconds_sum{route="x"} 4.5
        a_seconds_count{route="x"} 4

        """)
  }

  @Test func labelsAndHelpAreEscaped() {
    var metrics = MetricsText()
    metrics.add("a", .gauge, "One \\ \"two\"\nthree", [([("b", "x\"y\\z\nw")], 1)])
    #expect(
      metrics.text == """
        # HELP a One \\\\ "two"\\nthree
        # TYPE a gauge
        a{b="x\\"y\\\\z\\nw"} 1

        """)
  }

  @Test func familyWithoutFiguresIsLeftOut() {
    var metrics = MetricsText()
    metrics.add("a", .gauge, "Help.", nil)
    metrics.add("b", .counter, "Help.", [])
    #expect(metrics.text.isEmpty)
  }

  @Test func numbersAreThoseOfPrometheus() {
    #expect(MetricsText.number(1_795_000_000) == "1795000000")
    #expect(MetricsText.number(0.25) == "0.25")
    #expect(MetricsText.number(.infinity) == "+Inf" && MetricsText.number(.nan) == "NaN")
  }

  /// A stranger chooses the path: what it says becomes no label.
  @Test func peerRouteIsOneOfFewWords() {
    let agreement = "/v1/agreements/n3LwFYRRkT64L-u-4ZKk_uzztVDoT15GYHGeTks6VFg"
    #expect(PeerRoute.name(of: "/v1/health") == "health")
    #expect(PeerRoute.name(of: "/v1/peering-requests/abc") == "peering-requests")
    #expect(PeerRoute.name(of: agreement) == "agreements")
    #expect(PeerRoute.name(of: agreement + "/feeds/youth/batches") == "batches")
    #expect(PeerRoute.name(of: agreement + "/matches/abc") == "matches")
    for path in [
      "/", "", "/v1", "/v1/bsn:900000016", agreement + "/bsn:900000016", "/v2/health", "/v1/health/900000016",
      agreement + "/feeds/900000016/batches/x",
    ] {
      #expect(PeerRoute.name(of: path) == "other", "\(path)")
    }
  }

  @Test func requestsAreCountedByRouteAndStatus() throws {
    let figures = ActivityFigures()
    for status in [200, 204, 503] {
      let response = figures.measure(.local) { route in
        route = "status"
        return HTTPResponse(status: status)
      }
      #expect(response.status == status)
    }
    _ = figures.measure(.peer) { _ in HTTPResponse(status: 404) }
    let counts = figures.present
    let local = try #require(counts.requests[ActivityFigures.Route(listener: "local", name: "status")])
    #expect(local.answers == [2: 2, 5: 1] && local.durations.total == 3)
    #expect(counts.requests[ActivityFigures.Route(listener: "peer", name: "other")]?.answers == [4: 1])
  }
}
