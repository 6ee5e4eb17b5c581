"""Moto with the benchmark's estate in it, made inside its own process: `moto_estate.py <port> <secrets>`.

For N secrets there are N/5 KMS keys, N/10 certificates and N/5 users with two access keys, with a past. Serves the AWS
wire on 127.0.0.1, and under /bench/calls the calls by operation since they were last asked for.
"""

import collections
import datetime
import json
import random
import sys
import threading
import time
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto.acm.models import CertBundle, acm_backends
from moto.iam.models import AccessKeyLastUsed, iam_backends
from moto.iam.responses import IamResponse
from moto.kms.models import kms_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.secretsmanager.models import SecretsManagerBackend, secretsmanager_backends
from werkzeug.serving import make_server

ACCOUNT = "123456789012"
REGION = "us-east-1"
DAY = 86400
# Half a day off, so that no age reaches a limit, which is in whole days, between one run and the next.
NOW = int(time.time()) - DAY // 2
CHANCE = random.Random(20261121)


def seed(secrets):
    seed_secrets(secrets)
    seed_keys(secrets // 5)
    seed_certificates(secrets // 10)
    seed_users(secrets // 5)


def seed_secrets(count):
    """Two in five rotate every 30 days; of the others half had a newer version put by hand."""
    backend = secretsmanager_backends[ACCOUNT][REGION]
    for index in range(count):
        tags = [{"Key": "team", "Value": f"team-{index % 9}"}]
        name = f"app-{index}/database/password"
        backend.create_secret(
            name,
            secret_string="made for the benchmark",
            secret_binary=None,
            description=None,
            tags=tags,
            kms_key_id=None,
            client_request_token=None,
            replica_regions=[],
            force_overwrite=False,
        )
        secret = dict.__getitem__(backend.secrets, name)
        born = NOW - DAY * CHANCE.randint(1, 900)
        rotates = index % 5 < 2
        renewed = born if rotates or index % 2 else CHANCE.randint(born, NOW)
        secret.created_date, secret.last_changed_date = born, renewed
        for version in secret.versions.values():
            version["createdate"] = renewed
        if rotates:
            secret.rotation_requested = secret.rotation_enabled = True
            secret.auto_rotate_after_days = 30
            secret.last_rotation_date = NOW - DAY * CHANCE.randint(1, 28)
            secret.next_rotation_date = secret.last_rotation_date + 30 * DAY


def seed_keys(count):
    """One in twelve signs or authenticates; of the others half rotate."""
    backend = kms_backends[ACCOUNT][REGION]
    for index in range(count):
        usage, spec = ("ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT")
        if index % 24 == 0:
            usage, spec = ("SIGN_VERIFY", "ECC_NIST_P256")
        elif index % 24 == 12:
            usage, spec = ("GENERATE_VERIFY_MAC", "HMAC_256")
        key = backend.create_key(None, usage, spec, f"key {index}", None)
        key.creation_date = NOW - DAY * CHANCE.randint(1, 1200)
        key.key_rotation_status = spec == "SYMMETRIC_DEFAULT" and index % 2 == 1
        backend.create_alias(key.id, f"alias/app-{index}")


def seed_certificates(count):
    """Seven in ten were imported and end within a year; the others were asked for."""
    backend = acm_backends[ACCOUNT][REGION]
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for index in range(count):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"app-{index}.example.com")])
        ends = NOW + DAY * CHANCE.randint(21, 390)
        signed = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.datetime.fromtimestamp(ends - 397 * DAY, datetime.timezone.utc))
            .not_valid_after(datetime.datetime.fromtimestamp(ends, datetime.timezone.utc))
            .sign(key, hashes.SHA256())
        )
        bundle = CertBundle(
            ACCOUNT,
            signed.public_bytes(serialization.Encoding.PEM),
            private,
            region=REGION,
            cert_type="AMAZON_ISSUED" if index % 10 < 3 else "IMPORTED",
        )
        backend._certificates[bundle.arn] = bundle


def seed_users(count):
    backend = iam_backends[ACCOUNT]["aws"]
    for index in range(count):
        user = backend.create_user(REGION, f"job-{index}")
        for _ in range(2):
            key = backend.create_access_key(user.name)
            born = datetime.timedelta(days=CHANCE.randint(1, 700) + 0.5)
            key.create_date = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) - born
            used = key.create_date + born * CHANCE.random()
            key.last_used = AccessKeyLastUsed(used, "s3", REGION)


def true_version_dates(self, secret_id):
    """Moto dates every version at the moment it is asked, which would hide each secret that is overdue."""
    secret = self.secrets[secret_id]
    versions = [
        {"VersionId": each, "VersionStages": version["version_stages"], "CreatedDate": version["createdate"]}
        for each, version in secret.versions.items()
    ]
    return json.dumps({"ARN": secret.arn, "Name": secret.name, "Versions": versions})


SecretsManagerBackend.list_secret_version_ids = true_version_dates


def dated_credential_report(self):
    """Moto dates every report in 2015; AWS dates it when it was made, which is now."""
    answer = CREDENTIAL_REPORT(self)
    answer.result["GeneratedTime"] = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return answer


CREDENTIAL_REPORT = IamResponse.get_credential_report
IamResponse.get_credential_report = dated_credential_report


class Counted:
    """Counts the calls of a WSGI application by service and operation."""

    def __init__(self, application):
        self.application = application
        self.calls = collections.Counter()
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/bench/calls":
            with self.lock:
                body, self.calls = json.dumps(self.calls).encode(), collections.Counter()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        name = self.operation(environ)
        if name is not None:
            with self.lock:
                self.calls[name] += 1
        return self.application(environ, start_response)

    def operation(self, environ):
        scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].split(",")[0].split("/")
        if len(scope) != 5:
            return None
        target = environ.get("HTTP_X_AMZ_TARGET")
        if target is not None:
            return f"{scope[3]}:{target.rpartition('.')[2]}"
        body = DomainDispatcherApplication._get_body(self.application, environ)
        action = urllib.parse.parse_qs(body or "").get("Action", [environ["PATH_INFO"]])[0]
        return f"{scope[3]}:{action}"


port, size = int(sys.argv[1]), int(sys.argv[2])
seed(size)
application = Counted(DomainDispatcherApplication(create_backend_app))
make_server("127.0.0.1", port, application, threaded=True, request_handler=MotoRequestHandler).serve_forever()
