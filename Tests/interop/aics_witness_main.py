"""Starts aics-witness, also where `cryptography` is that of Debian 12, which lacks two short cuts that it takes."""
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

if not hasattr(Ed25519PrivateKey, "private_bytes_raw"):
    Ed25519PrivateKey.private_bytes_raw = lambda key: key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    Ed25519PublicKey.public_bytes_raw = lambda key: key.public_bytes(Encoding.Raw, PublicFormat.Raw)

from aics_witness.cli import main  # with what it needs in its place

sys.exit(main())
