"""P-256 in plain Python, hash-to-curve (RFC 9380), match tokens and match proofs."""
import hashlib
import hmac
import secrets

p = 2**256 - 2**224 + 2**192 + 2**96 - 1
n = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A = p - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
KIND_BYTE = {"youth": b"\x01", "guardian": b"\x02"}

# An affine point is a pair, infinity is None. A Jacobian point is a triple, infinity has z = 0.


class InvalidPoint(ValueError):
    pass


def _double(a):
    x, y, z = a
    if z == 0 or y == 0:
        return (1, 1, 0)
    delta = z * z % p
    gamma = y * y % p
    beta = x * gamma % p
    alpha = 3 * (x - delta) * (x + delta) % p
    x3 = (alpha * alpha - 8 * beta) % p
    return (x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % p, 2 * y * z % p)


def _add(a, b):
    if a[2] == 0:
        return b
    if b[2] == 0:
        return a
    x1, y1, z1 = a
    x2, y2, z2 = b
    z11, z22 = z1 * z1 % p, z2 * z2 % p
    u1, u2 = x1 * z22 % p, x2 * z11 % p
    s1, s2 = y1 * z2 * z22 % p, y2 * z1 * z11 % p
    h, r = (u2 - u1) % p, (s2 - s1) % p
    if h == 0:
        return _double(a) if r == 0 else (1, 1, 0)
    hh = h * h % p
    hhh, v = h * hh % p, u1 * hh % p
    x3 = (r * r - hhh - 2 * v) % p
    return (x3, (r * (v - x3) - s1 * hhh) % p, h * z1 * z2 % p)


def _affine(a):
    if a[2] == 0:
        return None
    inverse = pow(a[2], -1, p)
    square = inverse * inverse % p
    return (a[0] * square % p, a[1] * square * inverse % p)


def _jacobian(a):
    return (1, 1, 0) if a is None else (a[0], a[1], 1)


def add(a, b):
    return _affine(_add(_jacobian(a), _jacobian(b)))


def negate(a):
    return None if a is None else (a[0], -a[1] % p)


def multiply(k, point):
    """k·point, with a signed window of five bits."""
    k %= n
    if k == 0 or point is None:
        return None
    first = _jacobian(point)
    twice = _double(first)
    odd = [first]
    for _ in range(7):
        odd.append(_add(odd[-1], twice))
    digits = []
    while k:
        digit = 0
        if k & 1:
            digit = k & 31
            if digit > 15:
                digit -= 32
            k -= digit
        digits.append(digit)
        k >>= 1
    total = (1, 1, 0)
    for digit in reversed(digits):
        total = _double(total)
        if digit > 0:
            total = _add(total, odd[digit >> 1])
        elif digit < 0:
            x, y, z = odd[-digit >> 1]
            total = _add(total, (x, p - y, z))
    return _affine(total)


def encode(point):
    return b"\x04" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def compress(point):
    return bytes([2 + (point[1] & 1)]) + point[0].to_bytes(32, "big")


def decode(data):
    """Only the uncompressed form is a point on the wire."""
    if len(data) != 65 or data[0] != 4:
        raise InvalidPoint("not 65 bytes of uncompressed SEC1")
    x, y = int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big")
    if x >= p or y >= p:
        raise InvalidPoint("coordinate not reduced")
    if (y * y - x * x * x - A * x - B) % p:
        raise InvalidPoint("off the curve")
    return (x, y)


# Hash to curve


def expand_message_xmd(message, dst, length):
    if len(dst) > 255:
        dst = hashlib.sha256(b"H2C-OVERSIZE-DST-" + dst).digest()
    suffix = dst + bytes([len(dst)])
    b0 = hashlib.sha256(bytes(64) + message + length.to_bytes(2, "big") + b"\x00" + suffix).digest()
    block = hashlib.sha256(b0 + b"\x01" + suffix).digest()
    out = block
    for i in range(2, -(-length // 32) + 1):
        block = hashlib.sha256(bytes(a ^ b for a, b in zip(b0, block)) + bytes([i]) + suffix).digest()
        out += block
    return out[:length]


def _map_to_curve(u):
    z = p - 10
    t = z * u * u % p
    denominator = (t * t + t) % p
    if denominator == 0:
        x = B * pow(z * A, -1, p) % p
    else:
        x = -B * pow(A, -1, p) * (1 + pow(denominator, -1, p)) % p
    g = (x * x * x + A * x + B) % p
    y = pow(g, (p + 1) // 4, p)
    if y * y % p != g:
        x = t * x % p
        g = (x * x * x + A * x + B) % p
        y = pow(g, (p + 1) // 4, p)
    return (x, y if (u & 1) == (y & 1) else p - y)


def hash_to_curve(message, dst):
    uniform = expand_message_xmd(message, dst, 96)
    u0, u1 = int.from_bytes(uniform[:48], "big") % p, int.from_bytes(uniform[48:], "big") % p
    return add(_map_to_curve(u0), _map_to_curve(u1))


def identity_point(identity, kind):
    return hash_to_curve(identity.encode(), f"SAMENLOOP-V1-{kind}-P256_XMD:SHA-256_SSWU_RO_".encode())


def valid_identity(identity):
    scheme, _, digits = identity.partition(":")
    if not digits.isascii() or not digits.isdigit():
        return False
    if scheme == "vnr":
        return len(digits) == 10
    if scheme != "bsn" or len(digits) != 9 or digits == "000000000":
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits)) % 11 == 0


# Names and tokens


def handle(kind, point65):
    return hashlib.sha256(b"samenloop/v1/handle" + KIND_BYTE[kind] + point65).digest()[:16]


def match_token(agreement, kind, shared):
    return hashlib.sha256(b"samenloop/v1/token" + agreement + KIND_BYTE[kind] + compress(shared)).digest()[:16]


def match_id(agreement, kind, handle0, handle1):
    return hashlib.sha256(b"samenloop/v1/match" + agreement + KIND_BYTE[kind] + handle0 + handle1).digest()[:16]


def derive_exponent(secret, *labels):
    """A non-zero exponent from a secret and labels; drawn again with the next counter when it is zero."""
    message = b"".join(len(x).to_bytes(2, "big") + x for x in labels)
    for counter in range(256):
        wide = hmac.new(secret, message + bytes([counter]), hashlib.sha512).digest()
        if value := int.from_bytes(wide, "big") % n:
            return value
    raise AssertionError("no exponent")


# Proof of a match: the sender knows the exponent x that leads from the recipient's point Y to the shared point S = x·Y


def _statement(agreement, match, recipient_point, shared):
    return b"samenloop/v1/confirm" + agreement + match + compress(recipient_point) + compress(shared)


def _challenge(statement, commitment, region):
    digest = hashlib.sha256(statement + compress(commitment) + region.encode()).digest()
    return int.from_bytes(digest, "big") % n


def prove(x, agreement, match, recipient_point, region, r=None):
    shared = multiply(x, recipient_point)
    statement = _statement(agreement, match, recipient_point, shared)
    while not r:
        seed = x.to_bytes(32, "big") + statement + secrets.token_bytes(32)
        r = int.from_bytes(hashlib.sha512(seed).digest(), "big") % n
    c = _challenge(statement, multiply(r, recipient_point), region)
    return c.to_bytes(32, "big") + ((r + c * x) % n).to_bytes(32, "big")


def verify_proof(proof, x, agreement, match, sender_point, recipient_point, region):
    """As the recipient: x is its own exponent, region the sender's."""
    if len(proof) != 64:
        return False
    c, z = int.from_bytes(proof[:32], "big"), int.from_bytes(proof[32:], "big")
    if c >= n or z >= n:
        return False
    shared = multiply(x, sender_point)
    commitment = add(multiply(z, recipient_point), negate(multiply(c, shared)))
    if commitment is None:
        return False
    return c == _challenge(_statement(agreement, match, recipient_point, shared), commitment, region)
