"""Hears what one real node asks another: it stands where the card of the asked one says, with the keys of both."""
import os
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from foreign_node.wire import Admission, Client, Drop, Server, Unreachable, client_context, server_context, spki_of

PASSED_ON = {"content-type", "retry-after", "allow"}


class Overheard:
    """`requests` are what came through, (method, path, status)."""

    def __init__(self, port, folder):
        self._port, self._folder, self.requests = port, Path(folder), []

    def start(self, asking, asked):
        """Begins between two homes of nodes."""
        host, port = asked.peer_address.rsplit(":", 1)
        context = server_context(self._keys(asked))
        self._admission = Admission(context, lambda _: True)
        certificate = Path(asked.home, "keys", "tls.pem").read_bytes()
        pin = spki_of(x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER))
        self._client = Client(client_context(self._keys(asking)), host, int(port), {pin}, 30)
        self._server = Server(("127.0.0.1", self._port), context, self._respond)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _keys(self, node):
        """A node's TLS key and certificate in one file."""
        path = self._folder / f"{node.region}.pem"
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            for name in ("tls.key", "tls.pem"):
                file.write(Path(node.home, "keys", name).read_bytes())
        return path

    def _respond(self, handler, _, read_body):
        has_body = handler.command in ("POST", "PUT")
        headers = {k: v for k, v in handler.headers.items() if k.lower() in PASSED_ON}
        try:
            answer = self._client.request(handler.command, handler.path, read_body(2 << 20) if has_body else None, headers)
        except Unreachable:
            self.requests.append((handler.command, handler.path, None))
            raise Drop from None
        self.requests.append((handler.command, handler.path, answer.status))
        return answer.status, answer.raw, {k.title(): v for k, v in answer.headers.items() if k in PASSED_ON}

    def stop(self):
        self._server.stop()
        self._client.close()
