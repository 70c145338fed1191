"""What a TLS 1.3 server must not fall for (RFC 8446), as cases: each says how the server may end it."""
import itertools
import os
import socket
import struct
import time

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tlslite.errors import TLSError

from tls13_client import (ANSWERED, CLOSED, RESET, Alert, AlertDescription, BrokenClient, ChangeCipherSpec, ContentType,
                          HandshakeType, KeyUpdate, Message, outcome, read_plain)

CASES = []
# The server had no more to say to it: with an alert or without, but never with an answer, and never by waiting.
CUT = {CLOSED, RESET}
X25519, P256, P384, FFDHE2048 = 0x001d, 0x0017, 0x0018, 0x0100
HELLO = "record 22"  # a ServerHello or a HelloRetryRequest


def case(*expected):
    """Registers a case; what it returns must be one of `expected`."""
    def add(function):
        CASES.append((function.__name__, function, set(itertools.chain.from_iterable(
            [x] if isinstance(x, str) else x for x in expected))))
        return function
    return add


# ---- A ClientHello, byte by byte

def vector(data, width=2):
    return len(data).to_bytes(width, "big") + data


def extension(kind, data):
    return struct.pack(">H", kind) + vector(data)


def share(group, key):
    return struct.pack(">H", group) + vector(key)


def p256_point():
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def hello(versions=(0x0304,), groups=(X25519, P256), shares=None, signatures=(0x0403, 0x0804, 0x0807), suites=(0x1301,),
          compression=b"\x00", legacy=0x0303, extra=(), without=(), session=b"", repeated=()):
    """The handshake message."""
    if shares is None:
        shares = [share(X25519, os.urandom(32))]
    extensions = {
        43: vector(b"".join(struct.pack(">H", x) for x in versions), 1),
        10: vector(b"".join(struct.pack(">H", x) for x in groups)),
        51: vector(b"".join(shares)),
        13: vector(b"".join(struct.pack(">H", x) for x in signatures)),
    }
    parts = [extension(k, v) for k, v in extensions.items() if k not in without]
    parts += [extension(k, extensions[k]) for k in repeated] + list(extra)
    body = (struct.pack(">H", legacy) + os.urandom(32) + vector(session, 1)
            + vector(b"".join(struct.pack(">H", x) for x in suites)) + vector(compression, 1) + vector(b"".join(parts)))
    return b"\x01" + vector(body, 3)


def record(kind, data, version=0x0301):
    return struct.pack(">BH", kind, version) + vector(data)


def plain(listener, *pieces, half_close=False, pause=0):
    """Sends bytes without keys; how it ended."""
    with socket.create_connection((listener.host, listener.port), timeout=12) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            return RESET
        return read_plain(connection)


def hello_case(name, expected, **changes):
    """A ClientHello that is wrong in one thing."""
    def run(listener):
        made = {k: v() if callable(v) else v for k, v in changes.items()}
        return plain(listener, record(22, hello(**made)))
    run.__name__ = name
    CASES.append((name, run, {expected} if isinstance(expected, str) else set(expected)))


# ---- Good ones, so that the rest means something

@case(ANSWERED)
def good_client(listener):
    client = BrokenClient(listener).shake()
    client.ask()
    return client.end()


hello_case("good_hello", HELLO)
hello_case("good_hello_p256", HELLO, shares=lambda: [share(P256, p256_point())])
hello_case("no_share_yet", HELLO, shares=[])
hello_case("unknown_values_are_ignored", HELLO, versions=(0x0a0a, 0x0304), groups=(0x2a2a, X25519), suites=(0x3a3a, 0x1302),
           extra=[extension(0x4a4a, b"\x00")])


@case(ANSWERED)
def retry_with_p256(listener):
    client = BrokenClient(listener).shake(keyShares=[], eccCurves=["secp256r1"])
    client.ask()
    return client.end()


@case(ANSWERED)
def a_key_update_that_is_asked_back(listener):
    client = BrokenClient(listener).shake()
    for _ in client.send_keyupdate_request(1):
        pass
    client.write(f"GET {listener.path} HTTP/1.1\r\nHost: {listener.address}\r\n\r\n".encode())
    return client.end()


@case(ANSWERED)
def a_key_update_in_one_segment_with_a_request(listener):
    client = BrokenClient(listener).shake()
    captured = []
    client.wire.mangle = lambda data: captured.append(data) or b""
    for _ in client.send_keyupdate_request(0):
        pass
    client.ask()
    client.raw(b"".join(captured))
    return client.end()


@case(ANSWERED)
def a_request_in_one_segment_with_the_last_of_the_handshake(listener):
    client = BrokenClient(listener)
    captured = []

    def keep_back(data):
        # From its certificate on: the hello has to be answered first.
        captured.append(data)
        return b""

    def tamper(message):
        if getattr(message, "handshakeType", None) == HandshakeType.certificate:
            client.wire.mangle = keep_back
        return None

    client.tamper = tamper
    client.shake()
    client.ask()
    client.raw(b"".join(captured))
    ended = client.end()
    # It and what it is given hold each other.
    client.close_plain()
    return ended


@case(ANSWERED)
def every_byte_alone(listener):
    client = BrokenClient(listener).shake()
    client.wire.mangle = None
    captured = []
    client.wire.mangle = lambda data: captured.append(data) or b""
    client.ask()
    for byte in b"".join(captured):
        client.raw(bytes([byte]))
    return client.end()


# ---- Other versions

hello_case("tls12_only", "protocol_version", versions=(0x0303,))
hello_case("tls10_and_11_only", "protocol_version", versions=(0x0302, 0x0301))
hello_case("tls12_without_the_extension", "protocol_version", without=(43,), suites=(0xc02b, 0xc02f, 0x009c))
hello_case("ssl3", {"protocol_version", "handshake_failure", *CUT}, legacy=0x0300, without=(43,), suites=(0x000a,))


@case(CUT, "protocol_version", "record_overflow", "unexpected_message", "decode_error", "illegal_parameter",
      "handshake_failure")
def ssl2(listener):
    body = b"\x01\x00\x02" + struct.pack(">HHH", 3, 0, 16) + b"\x07\x00\xc0" + os.urandom(16)
    return plain(listener, struct.pack(">H", 0x8000 | len(body)) + body, half_close=True)


@case("protocol_version", "handshake_failure", "local protocol_version", "local handshake_failure")
def tls12_client(listener):
    client = BrokenClient(listener)
    return outcome(lambda: client.shake(minVersion=(3, 3), maxVersion=(3, 3), versions=[(3, 3)]) and ANSWERED)


@case("unexpected_message", CUT)
def renegotiation(listener):
    client = BrokenClient(listener).shake()
    client.put(ContentType.handshake, hello())
    return client.end()


# ---- Key shares, groups, suites, signatures

hello_case("only_p384", "handshake_failure", groups=(P384,), shares=[share(P384, b"\x04" + bytes(96))])
hello_case("only_ffdhe", "handshake_failure", groups=(FFDHE2048,), shares=[share(FFDHE2048, b"\x01" * 256)])
hello_case("share_of_a_group_that_is_not_offered", {"illegal_parameter", HELLO}, groups=(P256,),
           shares=lambda: [share(X25519, os.urandom(32))])
hello_case("point_off_the_curve", "illegal_parameter", shares=[share(P256, b"\x04" + b"\x01" * 64)])
hello_case("point_at_infinity", "illegal_parameter", shares=[share(P256, b"\x00")])
hello_case("compressed_point", "illegal_parameter", shares=lambda: [share(P256, b"\x02" + p256_point()[1:33])])
hello_case("hybrid_point", "illegal_parameter",
           shares=lambda: [share(P256, (lambda x: bytes([6 + x[64] % 2]) + x[1:])(p256_point()))])
hello_case("short_point", "illegal_parameter", shares=lambda: [share(P256, p256_point()[:64])])
hello_case("long_point", "illegal_parameter", shares=lambda: [share(P256, p256_point() + b"\x00")])
hello_case("empty_share", {"illegal_parameter", "decode_error"}, shares=[share(X25519, b"")])
hello_case("x25519_of_zeros", {"illegal_parameter", "internal_error", "handshake_failure"}, shares=[share(X25519, bytes(32))])
hello_case("x25519_of_low_order", {"illegal_parameter", "internal_error", "handshake_failure"},
           shares=[share(X25519, bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"))])
hello_case("short_x25519", "illegal_parameter", shares=[share(X25519, bytes(31))])
hello_case("two_shares_of_one_group", {"illegal_parameter", HELLO},
           shares=lambda: [share(X25519, os.urandom(32)), share(X25519, os.urandom(32))])
hello_case("many_shares", {"illegal_parameter", "decode_error", HELLO}, groups=tuple(range(1, 2000)),
           shares=lambda: [share(x, b"\x01") for x in range(3000, 5000)])
hello_case("no_groups", "missing_extension", without=(10,))
hello_case("no_shares", "missing_extension", without=(51,))
hello_case("no_signatures", "missing_extension", without=(13,))
hello_case("signatures_with_sha1_only", "handshake_failure", signatures=(0x0201, 0x0203))
hello_case("no_suite_of_ours", "handshake_failure", suites=(0x1304, 0x1305))
hello_case("tls12_suites_only", "handshake_failure", suites=(0xc02b, 0xc030))
hello_case("no_suites", {"decode_error", "illegal_parameter", "handshake_failure"}, suites=())
hello_case("compression", {"illegal_parameter", "decode_error"}, compression=b"\x01\x00")
hello_case("no_compression_at_all", {"illegal_parameter", "decode_error"}, compression=b"")
hello_case("an_extension_twice", {"illegal_parameter", "decode_error"}, repeated=(43,))
hello_case("other_protocols_only", "no_application_protocol", extra=[extension(16, vector(vector(b"h2", 1)))])
hello_case("malformed_protocols", "decode_error", extra=[extension(16, b"\x00\x09\x02h2")])
hello_case("malformed_server_name", {"decode_error", "unrecognized_name"}, extra=[extension(0, b"\xff\xff\x00")])
hello_case("session_id_too_long", {"decode_error", "illegal_parameter"}, session=b"s" * 33)
hello_case("ticket_that_nobody_gave", HELLO, extra=[
    extension(45, b"\x01\x01"),
    extension(41, vector(vector(b"ticket" * 8) + bytes(4)) + vector(vector(b"b" * 32, 1)))])
hello_case("ticket_without_its_mode", {"missing_extension", "illegal_parameter"}, extra=[
    extension(41, vector(vector(b"ticket" * 8) + bytes(4)) + vector(vector(b"b" * 32, 1)))])


@case("illegal_parameter", "unexpected_message", "bad_record_mac", "decode_error", CUT)
def early_data(listener):
    """Is never read as a request: the server would have to answer it."""
    early = [extension(42, b""), extension(45, b"\x01\x01"),
             extension(41, vector(vector(b"ticket" * 8) + bytes(4)) + vector(vector(b"b" * 32, 1)))]
    with socket.create_connection((listener.host, listener.port), timeout=12) as connection:
        connection.sendall(record(22, hello(extra=early)) + record(23, os.urandom(200), 0x0303) * 3)
        connection.shutdown(socket.SHUT_WR)
        seen = b""
        while data := connection.recv(65536):
            seen += data
        return ANSWERED if b"HTTP/1.1" in seen else CLOSED


# ---- Records

@case("record_overflow", CUT)
def oversized_plain_record(listener):
    return plain(listener, struct.pack(">BHH", 22, 0x0301, 16385 + 2048) + bytes(16385 + 2048))


@case("record_overflow", CUT)
def oversized_length_alone(listener):
    return plain(listener, struct.pack(">BHH", 22, 0x0301, 0xffff), half_close=True)


@case("unexpected_message", "decode_error", "illegal_parameter", CUT)
def empty_handshake_record(listener):
    return plain(listener, record(22, b"") * 40, half_close=True)


@case("decode_error", "illegal_parameter", "internal_error", "handshake_failure", "record_overflow", "unexpected_message", CUT)
def hello_of_sixteen_megabytes(listener):
    return plain(listener, record(22, b"\x01\xff\xff\xff" + bytes(1000)), *[record(22, bytes(16384))] * 20, half_close=True)


@case(HELLO)
def hello_in_pieces(listener):
    return plain(listener, *[record(22, bytes([x])) for x in hello()])


@case("unexpected_message", CUT)
def hello_and_more_in_one_record(listener):
    return plain(listener, record(22, hello() + b"\x14\x00\x00\x00"), half_close=True)


@case(CUT, "decode_error", "unexpected_message", "illegal_parameter")
def half_a_hello(listener):
    return plain(listener, record(22, hello())[:60], half_close=True)


@case(CUT, "unexpected_message", "protocol_version", "decode_error", "record_overflow")
def random_bytes(listener):
    return plain(listener, b"\x13\x37" + os.urandom(500), half_close=True)


@case(CUT, "protocol_version", "unexpected_message", "record_overflow")
def http_without_tls(listener):
    return plain(listener, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", half_close=True)


for _name, _kind, _data in [("application_data_first", 23, b"GET / HTTP/1.1\r\n\r\n"), ("finished_first", 22, b"\x14\x00\x00\x20" + bytes(32)),
                            ("certificate_first", 22, b"\x0b\x00\x00\x04\x00\x00\x00\x00"), ("ccs_first", 20, b"\x01"),
                            ("server_hello_first", 22, b"\x02\x00\x00\x26\x03\x03" + bytes(36)),
                            ("heartbeat_first", 24, b"\x01\x40\x00"), ("unknown_record_first", 99, b"x")]:
    def _first(listener, kind=_kind, data=_data):
        return plain(listener, record(kind, data), half_close=True)
    CASES.append((_name, _first, {"unexpected_message", "decode_error", "protocol_version", "illegal_parameter", *CUT}))


@case("decode_error", "unexpected_message", "illegal_parameter", CUT)
def alerts_first(listener):
    return plain(listener, record(21, b"\x01\x5a") * 200, half_close=True)


@case("unexpected_message", "illegal_parameter", CUT)
def ccs_flood_within_the_handshake(listener):
    with socket.create_connection((listener.host, listener.port), timeout=12) as connection:
        try:
            connection.sendall(record(22, hello(session=b"s" * 32)))
            for _ in range(2000):
                connection.sendall(record(20, b"\x01", 0x0303))
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
            return CLOSED
        except ConnectionError:
            return RESET


@case("record_overflow", CUT)
def oversized_encrypted_record(listener):
    client = BrokenClient(listener).shake()
    client.raw(struct.pack(">BHH", 23, 0x0303, 16384 + 257) + os.urandom(16384 + 257))
    return client.end()


@case("bad_record_mac")
def changed_ciphertext(listener):
    client = BrokenClient(listener).shake()
    client.wire.mangle = lambda data: data[:-1] + bytes([data[-1] ^ 1])
    client.ask()
    return client.end()


@case("bad_record_mac", "decode_error", "record_overflow", CUT)
def record_shorter_than_its_tag(listener):
    client = BrokenClient(listener).shake()
    client.raw(struct.pack(">BHH", 23, 0x0303, 8) + bytes(8))
    return client.end()


@case(CUT)
def truncated_record(listener):
    client = BrokenClient(listener).shake()
    client.wire.mangle = lambda data: data[:-5]
    client.ask()
    client.half_close()
    return client.end()


@case("unexpected_message")
def record_without_a_type(listener):
    client = BrokenClient(listener).shake()
    client.put(0, bytes(20))
    return client.end()


@case("unexpected_message", CUT)
def plain_record_among_encrypted(listener):
    client = BrokenClient(listener).shake()
    client.raw(record(23, b"GET / HTTP/1.1\r\n\r\n", 0x0303)[:0] + record(21, b"\x01\x00", 0x0303))
    return client.end()


@case("unexpected_message", CUT)
def empty_records_without_end(listener):
    client = BrokenClient(listener).shake()
    try:
        for _ in range(3000):
            client.put(ContentType.application_data, b"")
    except ConnectionError:
        return RESET
    return client.end()


# ---- The client's part of the handshake

def tampered(listener, kind, change, **settings):
    """A handshake in which the messages of one kind are changed; how it ended, reading on as a client would."""
    def tamper(message):
        is_it = message.contentType == ContentType.handshake and message.write()[:1] == bytes([kind])
        return change(message) if is_it else None
    client = BrokenClient(listener, tamper)

    def run():
        client.shake(**settings)
        client.ask()
        return client.end()
    return outcome(run)


def handshake(kind, body):
    return Message(ContentType.handshake, bytearray(bytes([kind]) + vector(bytes(body), 3)))


def flipped(message, place):
    data = bytearray(message.write())
    data[place] ^= 1
    return [Message(ContentType.handshake, data)]


@case("certificate_required")
def empty_certificate(listener):
    client = BrokenClient(listener)

    def run():
        client.shake(with_certificate=False)
        client.ask()
        return client.end()
    return outcome(run)


@case("certificate_required", "decode_error")
def certificate_without_entries_but_verified(listener):
    return tampered(listener, HandshakeType.certificate, lambda x: [handshake(11, b"\x00\x00\x00\x00")])


@case("unexpected_message")
def no_certificate_message(listener):
    return tampered(listener, HandshakeType.certificate, lambda x: [])


@case("unexpected_message")
def no_certificate_verify(listener):
    return tampered(listener, HandshakeType.certificate_verify, lambda x: [])


@case("unexpected_message")
def certificate_verify_twice(listener):
    return tampered(listener, HandshakeType.certificate_verify, lambda x: [x, x])


@case("unexpected_message")
def certificate_twice(listener):
    return tampered(listener, HandshakeType.certificate, lambda x: [x, x])


@case("decrypt_error", "decode_error")
def certificate_verify_mangled(listener):
    return tampered(listener, HandshakeType.certificate_verify, lambda x: flipped(x, -1))


@case("decrypt_error", "decode_error", "illegal_parameter")
def certificate_verify_empty(listener):
    return tampered(listener, HandshakeType.certificate_verify, lambda x: [handshake(15, bytes(x.write()[4:6]) + b"\x00\x00")])


@case("illegal_parameter")
def certificate_verify_with_pkcs1(listener):
    return tampered(listener, HandshakeType.certificate_verify, lambda x: [handshake(15, b"\x04\x01" + bytes(x.write()[6:]))])


@case("illegal_parameter")
def certificate_verify_with_sha1(listener):
    return tampered(listener, HandshakeType.certificate_verify, lambda x: [handshake(15, b"\x02\x03" + bytes(x.write()[6:]))])


@case("illegal_parameter", "decrypt_error")
def certificate_verify_of_another_kind_of_key(listener):
    return tampered(listener, HandshakeType.certificate_verify, lambda x: [handshake(15, b"\x08\x04" + bytes(x.write()[6:]))])


@case("decode_error")
def certificate_verify_with_a_tail(listener):
    return tampered(listener, HandshakeType.certificate_verify, lambda x: [handshake(15, bytes(x.write()[4:]) + b"\x00")])


@case("bad_certificate", "decode_error", "decrypt_error", "unknown_ca")
def certificate_mangled(listener):
    return tampered(listener, HandshakeType.certificate, lambda x: flipped(x, 60))


@case("bad_certificate", "decode_error")
def certificate_that_is_none(listener):
    entry = vector(os.urandom(300), 3) + b"\x00\x00"
    return tampered(listener, HandshakeType.certificate, lambda x: [handshake(11, b"\x00" + vector(entry, 3))])


@case("unexpected_message")
def certificate_compressed(listener):
    client = BrokenClient(listener)

    def run():
        client.shake(certificate_compression_send=("zlib",), certificate_compression_receive=("zlib",))
        client.ask()
        return client.end()
    return outcome(run)


@case("decode_error", "illegal_parameter")
def certificate_with_a_context_of_its_own(listener):
    return tampered(listener, HandshakeType.certificate, lambda x: [handshake(11, b"\x01x" + bytes(x.write()[5:]))])


@case("illegal_parameter", "internal_error", "decode_error", "bad_certificate", "handshake_failure", CUT)
def certificates_of_two_megabytes(listener):
    def change(message):
        body = bytes(message.write()[4:])
        entries = body[4:]
        return [handshake(11, body[:1] + vector(entries * (2_000_000 // len(entries)), 3))]
    return tampered(listener, HandshakeType.certificate, change)


@case("decrypt_error")
def finished_mangled(listener):
    return tampered(listener, HandshakeType.finished, lambda x: flipped(x, -1))


@case("decode_error", "decrypt_error")
def finished_short(listener):
    return tampered(listener, HandshakeType.finished, lambda x: [handshake(20, bytes(x.write()[4:-1]))])


@case("unexpected_message", "bad_record_mac")
def request_before_finished(listener):
    request = Message(ContentType.application_data, bytearray(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    return tampered(listener, HandshakeType.finished, lambda x: [request, x])


@case("bad_record_mac", "unexpected_message")
def request_in_place_of_finished(listener):
    return tampered(listener, HandshakeType.finished, lambda x: [])


@case("unexpected_message")
def key_update_before_finished(listener):
    return tampered(listener, HandshakeType.finished, lambda x: [KeyUpdate().create(0), x])


@case("unexpected_message", "decode_error", "bad_record_mac")
def finished_and_more_in_one_record(listener):
    return tampered(listener, HandshakeType.finished,
                    lambda x: [Message(ContentType.handshake, bytearray(x.write() + KeyUpdate().create(0).write()))])


@case(CUT)
def gone_after_the_hello(listener):
    with socket.create_connection((listener.host, listener.port), timeout=12) as connection:
        connection.sendall(record(22, hello()))
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
        return CLOSED


@case(CUT)
def gone_before_finished(listener):
    def leave(message):
        client.half_close()
        return []
    client = BrokenClient(listener, lambda x: leave(x) if x.contentType == ContentType.handshake
                          and x.write()[:1] == bytes([HandshakeType.finished]) else None)

    def run():
        client.shake()
        return client.end()
    ended = outcome(run)
    return CLOSED if ended in (CLOSED, RESET) else ended


@case(CUT)
def reset_within_the_handshake(listener):
    connection = socket.create_connection((listener.host, listener.port), timeout=12)
    connection.sendall(record(22, hello()))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    return CLOSED


# ---- After the handshake

for _name, _kind, _body in [
        ("new_session_ticket_of_a_client", 4, bytes(4) + bytes(4) + vector(b"n", 1) + vector(b"ticket") + b"\x00\x00"),
        ("certificate_request_of_a_client", 13, b"\x00" + vector(extension(13, vector(b"\x04\x03")))),
        ("certificate_nobody_asked_for", 11, b"\x00\x00\x00\x00"), ("finished_again", 20, bytes(32)),
        ("encrypted_extensions_of_a_client", 8, b"\x00\x00"), ("end_of_early_data", 5, b""),
        ("hello_request", 0, b""), ("unknown_handshake", 77, b"x")]:
    def _after(listener, kind=_kind, body=_body):
        client = BrokenClient(listener).shake()
        client.put_message(handshake(kind, body))
        return client.end()
    CASES.append((_name, _after, {"unexpected_message", "decode_error", *CUT}))


@case("unexpected_message", CUT)
def ccs_after_the_handshake(listener):
    client = BrokenClient(listener).shake()
    client.put_message(ChangeCipherSpec().create())
    return client.end()


@case("illegal_parameter", "decode_error")
def key_update_of_a_third_kind(listener):
    client = BrokenClient(listener).shake()
    client.put_message(KeyUpdate().create(2))
    return client.end()


@case("decode_error", "unexpected_message")
def key_update_without_content(listener):
    client = BrokenClient(listener).shake()
    client.put_message(handshake(24, b""))
    return client.end()


def flood(listener, request):
    client = BrokenClient(listener).shake()
    client.plain.settimeout(0.2)
    sent = 0
    try:
        for sent in range(20_000):
            for _ in client.send_keyupdate_request(request):
                pass
    except (OSError, TLSError):
        return CLOSED if sent < 5_000 else f"took {sent} key updates"
    return f"took {sent + 1} key updates"


@case(CLOSED)
def key_updates_without_end(listener):
    return flood(listener, 0)


@case(CLOSED)
def key_updates_that_are_asked_back_without_end(listener):
    """Nothing of what comes back is read."""
    return flood(listener, 1)


@case("unexpected_message", "decode_error", CUT)
def warnings_without_end(listener):
    client = BrokenClient(listener).shake()
    try:
        for _ in range(500):
            client.put_message(Alert().create(AlertDescription.user_canceled, 1))
    except ConnectionError:
        return RESET
    return client.end()


@case(CUT)
def data_after_goodbye(listener):
    client = BrokenClient(listener).shake()
    client.put_message(Alert().create(AlertDescription.close_notify, 1))
    client.ask()
    return client.end()


@case(CUT)
def fatal_alert(listener):
    client = BrokenClient(listener).shake()
    client.put_message(Alert().create(AlertDescription.internal_error, 2))
    return client.end()


@case(CUT)
def gone_without_goodbye(listener):
    client = BrokenClient(listener).shake()
    client.half_close()
    return client.end()


@case("no tickets")
def tickets(listener):
    client = BrokenClient(listener).shake()
    client.ask()
    client.end()
    return f"{len(client.tickets)} tickets" if client.tickets else "no tickets"


@case(CLOSED)
def silence_at_every_step(listener):
    """Nobody holds a place by waiting: all of them are cut off by the handshake's deadline."""
    connections = [socket.create_connection((listener.host, listener.port), timeout=12) for _ in range(4)]
    data = record(22, hello())
    for connection, count in zip(connections, (0, 3, 60, len(data))):
        connection.sendall(data[:count])
    try:
        for connection in connections:
            while connection.recv(65536):
                pass
        return CLOSED
    except TimeoutError:
        return "silent"
    except ConnectionError:
        return CLOSED
    finally:
        for connection in connections:
            connection.close()
