"""python3 -m foreign_node --region NAME --listen HOST:PORT [--home DIR] [--auto]

Then one JSON array a line on standard input, ["function", argument…], a dictionary as the last element for named
arguments; one JSON object a line on standard output: {"result": …} or {"error": …}. Attributes are read with
["get", name], misbehaviour is switched with ["misbehave", {"forged_proof": true}], matches and the other side's views
are listed with ["views"]; end of input stops the node.
"""
import argparse
import json
import sys

from .misbehaviour import Misbehaviour
from .node import ForeignNode
from .wire import Response
from .witness import Witness

COMMANDS = {
    "create_invitation", "join", "peering_status", "fingerprint", "accept", "reject_peer", "suspend", "health",
    "renew_card", "fetch_card", "propose_agreement", "put_agreement", "received_proposals", "conclude", "revoke",
    "reject", "propose_exception", "sign_exception", "set_youths", "set_guardians", "push", "push_once",
    "resend_batch", "read_state", "reconcile", "start_generation", "confirm_import", "exchange_matches",
    "matched_identities", "send_checkpoint", "tick",
}
READABLE = {"violations", "alarms", "notes", "exchanges", "address", "region", "card"}


def plain(value):
    if isinstance(value, Response):
        return {"status": value.status, "code": value.code}
    return sorted(value) if isinstance(value, set) else str(value)


def obey(node, line):
    name, *arguments = json.loads(line)
    if name == "get" and arguments[0] in READABLE:
        return getattr(node, arguments[0])
    if name == "misbehave":
        node.misbehave = Misbehaviour(**arguments[0])
        return None
    if name == "views":
        return [{"id": m.id, "kind": m.kind, "proven": m.proven, "view": m.peer_view} for m in node.matches()]
    if name not in COMMANDS:
        raise ValueError(f"no command {name}; there are {', '.join(sorted(COMMANDS))}, get, misbehave, views")
    named = {}
    if arguments and isinstance(arguments[-1], dict) and name not in ("set_youths", "set_guardians"):
        named = arguments.pop()
    return getattr(node, name)(*arguments, **named)


def main():
    parser = argparse.ArgumentParser(prog="foreign_node", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--region", required=True)
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="HOST:PORT")
    parser.add_argument("--home", help="where its keys are kept; they are made anew each time without it")
    parser.add_argument("--environment", default="training", choices=("training", "production"))
    parser.add_argument("--join", metavar="CODE", help="joins with an invitation code")
    parser.add_argument("--invite", action="store_true", help="creates an invitation and prints it")
    parser.add_argument("--log", action="store_true", help="keeps an audit log, and cosigns those of others")
    parser.add_argument("--youths", metavar="FILE", help="JSON, {identity: [involvement…]}")
    parser.add_argument("--auto", action="store_true",
                        help="accepts peers, concludes proposals and exchanges by itself, in the background")
    options = parser.parse_args()
    host, _, port = options.listen.rpartition(":")
    with ForeignNode(options.region, int(port), host, options.home, options.environment,
                     witness=Witness if options.log else None) as node:
        def say(**content):
            print(json.dumps(content, default=plain), flush=True)

        say(listening=node.address, region=node.region)
        if options.youths:
            with open(options.youths, encoding="utf-8") as file:
                node.set_youths(json.load(file))
        if options.join:
            say(fingerprint=node.join(options.join))
        if options.invite:
            say(invitation=node.create_invitation())
        if options.auto:
            node.auto_accept = node.auto_conclude = True
            node.run()
        for line in sys.stdin:
            try:
                say(result=obey(node, line)) if line.strip() else None
            except Exception as error:  # whatever a command did wrong is its answer
                say(error=f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
