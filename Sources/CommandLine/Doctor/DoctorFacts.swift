import Glibc
import LocalAPI
import Node
import PeerProtocol

/// What the checks of `doctor` look at: read once, at the beginning.
struct DoctorFacts: Sendable {
  var home: NodeHome
  /// What this machine's clock says.
  var now: Timestamp
  /// `node.json`, or why it cannot be used.
  var configuration: Result<NodeConfiguration, NodeFailure>
  /// What the running node says, or why it says nothing.
  var status: Result<StatusDocument, CommandFailure>
  /// The peers that the running node knows.
  var peers: [PeerDocument] = []
  /// Agreements with peers, as the running node has them.
  var agreements: [AgreementDocument] = []
  /// What came of asking each peer for its health.
  var peerChecks: [String: PeerCheckDocument] = [:]
  /// Why the node does not say which peers it knows,
  var peersFailure: CommandFailure?
  /// or which agreements it has,
  var agreementsFailure: CommandFailure?
  /// or what comes of asking a peer, by region: a node of an earlier version cannot be asked all of that.
  var peerCheckFailures: [String: CommandFailure] = [:]

  /// Whether the node runs and answers.
  var isRunning: Bool { (try? status.get()) != nil }

  /// Reads the home and asks the node where it runs. `region`: the only peer to look at.
  init(_ invocation: Invocation, region: String?) throws(CommandFailure) {
    home = NodeHome.chosen(by: invocation.option("home"))
    now = Timestamp(seconds: Int64(time(nil)))
    do throws(NodeFailure) {
      configuration = .success(try home.readConfiguration())
    } catch {
      configuration = .failure(error)
    }
    let client: LocalClient
    do throws(CommandFailure) {
      client = try LocalClient(invocation)
      let answer: NodeAnswer<StatusDocument> = try client.call(.status)
      status = .success(answer.document)
    } catch {
      status = .failure(error)
      return
    }
    do throws(CommandFailure) {
      let known: NodeAnswer<PeersDocument> = try client.call(.peers)
      peers = known.document.peers.filter { region == nil || $0.region == region }
    } catch {
      peersFailure = error
    }
    do throws(CommandFailure) {
      let held: NodeAnswer<AgreementsDocument> = try client.call(.agreements)
      agreements = held.document.agreements
    } catch {
      agreementsFailure = error
    }
    for peer in peers where peer.status == .accepted {
      do throws(CommandFailure) {
        let check: NodeAnswer<PeerCheckDocument> = try client.call(.checkPeer, peer.region, timeout: 60)
        peerChecks[peer.region] = check.document
      } catch {
        peerCheckFailures[peer.region] = error
      }
    }
  }

  /// Facts of a test.
  init(
    home: NodeHome, now: Timestamp, configuration: Result<NodeConfiguration, NodeFailure>,
    status: Result<StatusDocument, CommandFailure>
  ) {
    (self.home, self.now, self.configuration, self.status) = (home, now, configuration, status)
  }

  /// Whole days from now until a moment; negative where it passed.
  func days(until end: Timestamp) -> Int { Int(clamping: end.seconds(since: now) / 86_400) }

  /// How an end that comes nearer is told: three times, as the alarms do. `isFatal` where something fails once it passed.
  func finding(end: Timestamp, of subject: String, _ remedy: String, run command: String? = nil, isFatal: Bool = true)
    -> Finding
  {
    let day = end.rfc3339.prefix(10)
    if end <= now {
      let cause = pick("\(subject) eindigde op \(day)", "\(subject) ended on \(day)")
      return isFatal ? .fail(cause, remedy, run: command) : .warn(cause, remedy, run: command)
    }
    guard days(until: end) >= AlertRules.notices[0].days else {
      return .warn(
        pick(
          "\(subject) eindigt op \(day), over \(days(until: end)) dagen",
          "\(subject) ends on \(day), in \(days(until: end)) days"), remedy, run: command)
    }
    return .ok(pick("\(subject) geldt tot \(day)", "\(subject) holds until \(day)"))
  }
}
