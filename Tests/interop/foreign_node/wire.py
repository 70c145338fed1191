"""TLS 1.3 with pinned keys, the HTTPS server and the HTTPS client.

Peers use self-signed certificates and are known by the SHA-256 of their SPKI. Python's ssl offers no hook to decide
about a client certificate during the handshake, so the server installs OpenSSL's own verification callback through
ctypes. So a handshake with an unknown key fails in TLS unless an invitation is open (section 4 of the protocol).
"""
import ctypes
import datetime
import http.client
import http.server
import json
import select
import socket
import socketserver
import ssl
import threading
import _ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .documents import Problem, dump, sha256

CERT_UNTRUSTED = 27  # X509_V_ERR_CERT_UNTRUSTED


class Unreachable(Exception):
    """No answer came: refused, cut off, timed out, or a handshake that failed."""


def spki_of(certificate_der):
    key = x509.load_der_x509_certificate(certificate_der).public_key()
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def make_certificate(folder, name):
    """One P-256 key and self-signed certificate for both roles; its SPKI hash. What stands there is kept."""
    path = folder / "tls.pem"
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.timezone.utc)
        usages = [x509.ExtendedKeyUsageOID.SERVER_AUTH, x509.ExtendedKeyUsageOID.CLIENT_AUTH]
        certificate = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=825))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
            .sign(key, hashes.SHA256()))
        path.touch(0o600)
        path.write_bytes(
            key.private_bytes(Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + certificate.public_bytes(Encoding.PEM))
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return path, spki_of(certificate.public_bytes(Encoding.DER))


class Admission:
    """Lets OpenSSL ask `admits(spki)` about every client certificate, in place of chain verification."""

    _callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)

    def __init__(self, context, admits):
        self._admits = admits
        self._library = library = ctypes.CDLL(_ssl.__file__)
        library.X509_STORE_CTX_get0_cert.restype = ctypes.c_void_p
        library.X509_STORE_CTX_get0_cert.argtypes = [ctypes.c_void_p]
        library.X509_STORE_CTX_set_error.argtypes = [ctypes.c_void_p, ctypes.c_int]
        library.i2d_X509.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        library.SSL_CTX_get_verify_mode.argtypes = [ctypes.c_void_p]
        library.SSL_CTX_set_cert_verify_callback.argtypes = [ctypes.c_void_p, self._callback_type, ctypes.c_void_p]
        # The first field of CPython's context object is its SSL_CTX pointer; the modes below prove that it was found.
        pointer = ctypes.c_void_p.from_address(id(context) + object.__basicsize__).value
        for mode, expected in ((ssl.CERT_NONE, 0), (ssl.CERT_REQUIRED, 3)):
            context.verify_mode = mode
            if library.SSL_CTX_get_verify_mode(pointer) != expected:
                raise RuntimeError("this Python keeps its SSL_CTX elsewhere")
        self._callback = self._callback_type(self._verify)  # kept: OpenSSL holds only its address
        library.SSL_CTX_set_cert_verify_callback(pointer, self._callback, None)

    def _verify(self, store, _):
        certificate = self._library.X509_STORE_CTX_get0_cert(store)
        length = self._library.i2d_X509(certificate, None)
        buffer = ctypes.create_string_buffer(length)
        position = ctypes.c_void_p(ctypes.addressof(buffer))
        self._library.i2d_X509(certificate, ctypes.byref(position))
        try:
            if self._admits(spki_of(buffer.raw)):
                return 1
        except ValueError:
            pass  # a key that this node cannot even read is an unknown one
        self._library.X509_STORE_CTX_set_error(store, CERT_UNTRUSTED)
        return 0


def server_context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0  # a resumed session would skip admission
    context.load_cert_chain(certificate)
    return context


def client_context(certificate=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the pin is checked after the handshake, before anything is sent
    if certificate:
        context.load_cert_chain(certificate)
    return context


class Response:
    def __init__(self, status, headers, raw):
        self.status, self.headers, self.raw = status, headers, raw
        try:
            self.json = json.loads(raw) if raw else None
        except ValueError:
            self.json = None

    @property
    def ok(self):
        return 200 <= self.status < 300

    @property
    def code(self):
        return self.json.get("code") if isinstance(self.json, dict) else None

    def __repr__(self):
        return f"<{self.status} {self.code or ''}>"


class Client:
    """One kept connection to one peer; whoever calls waits for the one before."""

    def __init__(self, context, host, port, pins, timeout):
        self._context, self._host, self._port, self._timeout = context, host, port, timeout
        self.pins = pins
        self._connection = None
        self._lock = threading.Lock()

    def request(self, method, path, body=None, headers=None):
        """The response, or Unreachable. Sends once: to repeat is the caller's decision."""
        with self._lock:
            if self._connection and select.select([self._connection.sock], [], [], 0)[0]:
                self._drop()  # closed while it idled
            try:
                return self._exchange(method, path, body, headers or {})
            except (OSError, http.client.HTTPException) as error:
                self._drop()
                raise Unreachable(f"{type(error).__name__}: {error}") from error

    def _exchange(self, method, path, body, headers):
        if self._connection is None:
            connection = http.client.HTTPSConnection(
                self._host, self._port, timeout=self._timeout, context=self._context)
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if spki_of(connection.sock.getpeercert(True)) not in self.pins:
                connection.close()
                raise Unreachable("the server's key is not a pinned one")
            self._connection = connection
        connection = self._connection
        if body is not None:
            headers = {"Content-Type": "application/json", **headers}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        response = Response(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        if answer.will_close:
            self._drop()
        return response

    def _drop(self):
        if self._connection:
            self._connection.close()
        self._connection = None

    def close(self):
        with self._lock:
            self._drop()


class Drop(Exception):
    """Thrown by a route: close the connection without an answer."""


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """`respond(handler, spki, body_reader)` gives (status, object, headers), or raises Problem or Drop."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address, context, respond):
        super().__init__(address, _Handler)
        self.context, self.respond = context, respond
        self._open, self._guard = set(), threading.Lock()

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # without HTTPServer's look-up of the host's name
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request, client_address):
        pass  # broken handshakes and connections are a stranger's affair

    def remember(self, connection):
        with self._guard:
            self._open.add(connection)

    def forget(self, connection):
        with self._guard:
            self._open.discard(connection)

    def stop(self):
        self.shutdown()
        self.server_close()
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def setup(self):
        self.request.settimeout(self.timeout)
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.server.remember(self.request)
        super().setup()

    def finish(self):
        self.server.forget(self.request)
        try:
            super().finish()
        except (OSError, ValueError):
            pass
        self.request.close()

    def log_message(self, *arguments):
        pass

    def _read_body(self, limit):
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            body = b""
            while size := int(self.rfile.readline(100).split(b";")[0], 16):
                if len(body) + size > limit:
                    self.close_connection = True
                    raise Problem(413, "body-too-large", f"Send at most {limit} bytes.")
                body += self.rfile.read(size)
                self.rfile.readline(10)
            while self.rfile.readline(1000).strip():
                pass
            return body
        length = int(self.headers.get("Content-Length") or 0)
        if length > limit:
            self._drain(length)
            raise Problem(413, "body-too-large", f"Send at most {limit} bytes.")
        body = self.rfile.read(length)
        if len(body) < length:
            raise Drop  # cut off within the body, by a client that was killed: no request at all
        return body

    def _drain(self, length):
        """So that the client reads the answer before it sees the connection closed."""
        self.close_connection = True
        left = min(length, 8 << 20)
        while left > 0 and (data := self.rfile.read(min(left, 65536))):
            left -= len(data)

    def _serve(self):
        spki = spki_of(self.request.getpeercert(True))
        self.has_read = False

        def body(limit):
            self.has_read = True
            return self._read_body(limit)

        try:
            status, content, headers = self.server.respond(self, spki, body)
            kind = "application/json"
        except Problem as problem:
            status, content, headers = problem.status, problem.body(), problem.headers
            kind = "application/problem+json"
        except Drop:
            self.close_connection = True
            return
        if not self.has_read and "Transfer-Encoding" in self.headers:
            self.close_connection = True
        elif not self.has_read and int(self.headers.get("Content-Length") or 0):
            self._drain(int(self.headers["Content-Length"]))
        data = content if isinstance(content, bytes) else dump(content)
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(data), "API-Version": "1.0.0",
                            **headers}.items():
            self.send_header(name, str(value))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _serve
