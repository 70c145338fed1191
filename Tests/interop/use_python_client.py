"""Couples an index with the client of openapi-python-client: use_python_client.py ADDRESS AUTHORITY CERTIFICATE SIGNAL CSV"""
import io
import json
import ssl
import sys

from python_client import Client
from python_client.api.default import changes, import_signals, put_signal, signals, status
from python_client.models.signal import Signal
from python_client.types import File


def main():
    address, authority, certificate, signal, table = sys.argv[1:]
    context = ssl.create_default_context(cafile=authority)
    context.load_cert_chain(certificate)
    with Client(base_url=address, verify_ssl=context, raise_on_unexpected_status=True) as client:
        with open(signal, encoding="utf-8") as f:
            body = json.load(f)
        identifier = body.pop("id")
        put = put_signal.sync_detailed(client=client, id=identifier, body=Signal.from_dict(body))
        wrong = put_signal.sync_detailed(client=client, id="wrong", body=Signal.from_dict({**body, "sector": "nowhere"}))
        with open(table, "rb") as f:
            imported = import_signals.sync(client=client, body=File(payload=io.BytesIO(f.read())))
        followed, cursor = [], None
        while True:
            page = changes.sync(client=client, limit=1, **({"after": cursor} if cursor else {}))
            if not page.changes:
                break
            followed += [{"change": str(one.change.value), "match": one.match.match_id} for one in page.changes]
            cursor = page.cursor
        print(json.dumps({
            "put": [put.status_code, put.parsed.to_dict()], "wrong": [wrong.status_code, wrong.parsed.to_dict()],
            "imported": imported.to_dict(), "changes": followed,
            "signals": [one.to_dict()["id"] for one in signals.sync(client=client).signals],
            "region": status.sync(client=client).region, "version": put.headers["API-Version"]}))


if __name__ == "__main__":
    main()
