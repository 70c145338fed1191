"""Couples an index with the client of openapi-generator: use_java_client.py ADDRESS AUTHORITY CERTIFICATE SIGNAL CSV"""
import json
import sys

import java_client
from java_client.rest import ApiException


def main():
    address, authority, certificate, signal, table = sys.argv[1:]
    configuration = java_client.Configuration(host=address, ssl_ca_cert=authority)
    configuration.cert_file = certificate
    with java_client.ApiClient(configuration) as client:
        api = java_client.DefaultApi(client)
        with open(signal, encoding="utf-8") as f:
            body = json.load(f)
        identifier = body.pop("id")
        put = api.put_signal_with_http_info(id=identifier, signal=java_client.Signal.from_dict(body))
        try:
            api.put_signal(id="wrong", signal=java_client.Signal.from_dict({**body, "sector": "nowhere"}))
            wrong = None
        except ApiException as error:
            wrong = [error.status, json.loads(error.body)]
        with open(table, "rb") as f:
            imported = api.import_signals(body=f.read())
        followed, cursor = [], None
        while True:
            page = api.changes(after=cursor, limit=1)
            if not page.changes:
                break
            followed += [{"change": one.change, "match": one.match.to_dict()["matchId"]} for one in page.changes]
            cursor = page.cursor
        print(json.dumps({
            "put": [put.status_code, put.data.to_dict()], "wrong": wrong, "imported": imported.to_dict(), "changes": followed,
            "signals": [one.to_dict()["id"] for one in api.signals().signals],
            "region": api.status().region, "version": put.headers["API-Version"]}))
        client.rest_client.pool_manager.clear()


if __name__ == "__main__":
    main()
