"""A system of a region that is told of changes: HTTPS on this machine, which answers as it is told to."""
import base64
import datetime
import http.server
import ipaddress
import json
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import NameOID


def make_certificate(folder, name="localhost"):
    """An authority of its own and a certificate for this machine: (authority's file, certificate and key in one file)."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def certificate(subject, key, issuer, signer, *extensions):
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
                   .not_valid_after(now + datetime.timedelta(days=30)))
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(signer, hashes.SHA256())

    def common(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = certificate(common("Test authority"), authority_key, common("Test authority"), authority_key,
                            (x509.BasicConstraints(ca=True, path_length=0), True))
    leaf = certificate(common(name), key, common("Test authority"), authority_key,
                       (x509.BasicConstraints(ca=False, path_length=None), True),
                       (x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
                        False))
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        leaf.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return str(folder / "authority.pem"), str(folder / "server.pem")


class Receiver:
    """Keeps every message that came. `status` is what it answers, `headers` what stands beside it."""

    def __init__(self, pem, newest=ssl.TLSVersion.TLSv1_3):
        self.status, self.headers, self.messages = 204, {}, []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.messages.append((self.path, dict(self.headers.items()), body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self):
                receiver.messages.append((self.path, "GET", b""))
                self.send_error(404)

            def log_message(self, *arguments):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        context.maximum_version = newest
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    @property
    def port(self):
        return self.server.server_address[1]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def verified(message, public_key):
    """The event of a message whose signature verifies, as Standard Webhooks describes."""
    _, headers, body = message
    headers = {name.lower(): value for name, value in headers.items()}
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key.removeprefix("whpk_"), validate=True))
    version, signature = headers["webhook-signature"].split(",", 1)
    if version != "v1a":
        raise AssertionError(version)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key.verify(base64.b64decode(signature, validate=True), signed)
    event = json.loads(body)
    if event["id"] != headers["webhook-id"]:
        raise AssertionError("the id of the event is another than that of the message")
    return event
