"""A TLS 1.3 client on tlslite-ng that breaks the rules where a case tells it to."""
import socket

from tlslite.constants import (AlertDescription, ContentType, ExtensionType, GroupName, HandshakeType, SignatureScheme)
from tlslite.errors import TLSAbruptCloseError, TLSError, TLSLocalAlert, TLSRemoteAlert
from tlslite.handshakesettings import HandshakeSettings
from tlslite.messages import Alert, ApplicationData, ChangeCipherSpec, ClientHello, KeyUpdate, Message
from tlslite.tlsconnection import TLSConnection
from tlslite.utils.keyfactory import parsePEMKey
from tlslite.x509certchain import X509CertChain

PATIENCE = 12
ANSWERED, CLOSED, RESET, SILENT = "answered", "closed", "reset", "silent"


class Wire:
    """The socket beneath; `mangle` may change what is written."""

    def __init__(self, plain):
        self._plain, self.mangle = plain, None

    def send(self, data):
        self.sendall(data)
        return len(data)

    def sendall(self, data):
        data = bytes(data)
        self._plain.sendall(self.mangle(data) if self.mangle else data)

    def __getattr__(self, name):
        return getattr(self._plain, name)


class BrokenClient(TLSConnection):
    """`tamper(message)` gives what is sent in place of a handshake message: a list of messages, or None for itself."""

    def __init__(self, listener, tamper=None):
        self.plain = socket.create_connection((listener.host, listener.port), timeout=PATIENCE)
        self.plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wire = Wire(self.plain)
        super().__init__(self.wire)
        self.tamper, self.listener = tamper, listener
        self.sent = []

    def _sendMsg(self, msg, randomizeFirstBlock=True, update_hashes=True):
        self.sent.append(msg)
        replaced = self.tamper(msg) if self.tamper else None
        for item in [msg] if replaced is None else replaced:
            yield from super()._sendMsg(item, randomizeFirstBlock, update_hashes)

    # Handshakes

    def shake(self, with_certificate=True, **changes):
        """The whole handshake; raises what ended it."""
        settings = HandshakeSettings()
        settings.minVersion = settings.maxVersion = (3, 4)
        settings.keyShares = ["x25519"]
        # tlslite-ng compresses its certificate without asking whether the server takes that.
        settings.certificate_compression_send = settings.certificate_compression_receive = ()
        for name, value in changes.items():
            setattr(settings, name, value)
        chain = key = None
        if with_certificate:
            pem = self.listener.credential.read_text()
            chain, key = X509CertChain(), parsePEMKey(pem, private=True)
            chain.parsePemList(pem)
        self.handshakeClientCert(chain, key, settings=settings, **({"alpn": self.alpn} if self.alpn else {}))
        return self

    alpn = None

    # Sending, past all rules

    def put(self, content_type, data):
        """One record under the keys that are in use now."""
        for _ in self._recordLayer.sendRecord(Message(content_type, bytearray(data))):
            pass

    def put_message(self, message):
        self.put(message.contentType, message.write())

    def raw(self, data):
        self.plain.sendall(data)

    def ask(self):
        self.put(ContentType.application_data,
                 f"GET {self.listener.path} HTTP/1.1\r\nHost: {self.listener.address}\r\n\r\n".encode())

    def half_close(self):
        self.plain.shutdown(socket.SHUT_WR)

    # What comes back

    def end(self):
        """Reads to the first sign: `answered`, an alert's name, `closed`, `reset`, or `silent` where nothing came in time."""
        def read():
            data = self.read(max=65536, min=1)
            return ANSWERED if data else CLOSED
        return outcome(read)

    def close_plain(self):
        self.plain.close()


def outcome(action):
    """How something ended, as a word."""
    try:
        return action() or ANSWERED
    except TLSRemoteAlert as error:
        return AlertDescription.toRepr(error.description) or f"alert {error.description}"
    except TLSLocalAlert as error:
        return f"local {AlertDescription.toRepr(error.description)}"
    except TLSAbruptCloseError:
        return CLOSED
    except TimeoutError:
        return SILENT
    except (ConnectionError, BrokenPipeError):
        return RESET
    except TLSError as error:
        return f"local {error}"


def read_plain(plain):
    """The end of a connection before keys: an alert's name, or how it was closed."""
    try:
        data = plain.recv(65536)
    except TimeoutError:
        return SILENT
    except ConnectionError:
        return RESET
    if not data:
        return CLOSED
    if data[0] == ContentType.alert and len(data) >= 7:
        return AlertDescription.toRepr(data[6]) or f"alert {data[6]}"
    if data[:5] == b"HTTP/":
        return ANSWERED
    return f"record {data[0]}"


__all__ = ["ANSWERED", "Alert", "AlertDescription", "ApplicationData", "BrokenClient", "CLOSED", "ChangeCipherSpec",
           "ClientHello", "ContentType", "ExtensionType", "GroupName", "HandshakeType", "KeyUpdate", "Message", "RESET",
           "SILENT", "SignatureScheme", "outcome", "read_plain"]
