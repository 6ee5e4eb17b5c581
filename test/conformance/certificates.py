"""Self-signed certificates for the conformance estate: JSON in, JSON out, nothing kept."""

import datetime
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

CURVES = {"EC_prime256v1": ec.SECP256R1, "EC_secp384r1": ec.SECP384R1, "EC_secp521r1": ec.SECP521R1}


def make(wish):
    algorithm = wish["keyAlgorithm"]
    if algorithm in CURVES:
        key = ec.generate_private_key(CURVES[algorithm]())
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=int(algorithm.removeprefix("RSA_")))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wish["domain"])])
    names = [x509.DNSName(each) for each in [wish["domain"], *wish["alternatives"]]]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime.fromisoformat(wish["notBefore"]))
        .not_valid_after(datetime.datetime.fromisoformat(wish["notAfter"]))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "certificate": signed.public_bytes(serialization.Encoding.PEM).decode(),
        "privateKey": private.decode(),
    }


json.dump([make(wish) for wish in json.load(sys.stdin)], sys.stdout)
