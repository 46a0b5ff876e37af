"""Verifies a local trail by the rule that AWS documents, with nothing of CloudAudit's own code.

    verify_trail.py <trail folder> <public key, PEM> [<AES key file>]

Walks the digests from the newest by previousDigestS3Object, checks every signature (PKCS #1 v1.5, SHA-256, over
digestEndTime, path, hash and previous signature), every hash of every log file (of its uncompressed content, which an
encrypted trail keeps in envelopes of the S3 Encryption Client, format V3), that digests follow each other without a gap,
and that each digest and log file of the folder is in the chain. Prints a JSON object: digests, logs, and the IDs of all
events.
"""
import base64
import hashlib
import json
import pathlib
import sys
import zlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = b"\x00\x73"


def metadata(path):
    sidecar = path.with_name(path.name + ".metadata.json")
    return json.loads(sidecar.read_text()) if sidecar.exists() else {}


def derive(key, salt, label, length):
    return HKDF(hashes.SHA512(), length, salt, SUITE + label).derive(key)


def decrypt(stored, envelope, key):
    assert envelope["x-amz-c"] == "115" and envelope["x-amz-w"] == "02", envelope
    wrapped = base64.b64decode(envelope["x-amz-3"])
    data_key = AESGCM(key).decrypt(wrapped[:12], wrapped[12:], b"115")
    message_id = base64.b64decode(envelope["x-amz-i"])
    assert derive(data_key, message_id, b"COMMITKEY", 28) == base64.b64decode(envelope["x-amz-d"]), "commitment"
    return AESGCM(derive(data_key, message_id, b"DERIVEKEY", 32)).decrypt(b"\x01" * 12, stored, SUITE)


def gunzip(stored):
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    content = member.decompress(stored)
    assert member.eof and not member.unused_data, "one gzip member and nothing behind it"
    return content


def main(folder, public_key, key_file=None):
    root = pathlib.Path(folder)
    public = serialization.load_pem_public_key(pathlib.Path(public_key).read_bytes())
    key = base64.b64decode(pathlib.Path(key_file).read_text()) if key_file else None
    found = {str(p.relative_to(root)).replace("\\", "/") for p in root.glob("AWSLogs/**/*.json.gz")}
    digests = {k for k in found if "/CloudTrail-Digest/" in k}
    logs = found - digests
    at = max(digests, default=None)
    expected_hash = expected_signature = expected_end = None
    seen_digests, seen_logs, ids = set(), set(), []
    while at is not None:
        assert at not in seen_digests, "the chain is a ring: " + at
        seen_digests.add(at)
        path = root / at
        content = gunzip(path.read_bytes())
        digest = json.loads(content)
        digest_hash = hashlib.sha256(content).hexdigest()
        signature = metadata(path)["x-amz-meta-signature"]
        assert metadata(path)["x-amz-meta-signature-algorithm"] == digest["digestSignatureAlgorithm"] == "SHA256withRSA"
        assert digest["digestS3Object"] == at, "moved: " + at
        assert expected_hash in (None, digest_hash), "previousDigestHashValue: " + at
        assert expected_signature in (None, signature), "previousDigestSignature: " + at
        assert expected_end in (None, digest["digestEndTime"]), "a gap behind " + at
        assert digest["digestStartTime"] < digest["digestEndTime"], at
        signed = "\n".join([digest["digestEndTime"], digest["digestS3Bucket"] + "/" + at, digest_hash, digest["previousDigestSignature"] or "null"])
        public.verify(bytes.fromhex(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        for log in digest["logFiles"]:
            name = log["s3Object"]
            assert name not in seen_logs, "listed twice: " + name
            seen_logs.add(name)
            stored = (root / name).read_bytes()
            if key:
                stored = decrypt(stored, metadata(root / name), key)
            text = gunzip(stored)
            assert hashlib.sha256(text).hexdigest() == log["hashValue"], "modified: " + name
            records = json.loads(text)["Records"]
            times = [r["eventTime"] for r in records]
            assert (min(times), max(times)) == (log["oldestEventTime"], log["newestEventTime"]), "times: " + name
            ids.extend(r["eventID"] for r in records)
        expected_hash, expected_signature, expected_end = (
            digest["previousDigestHashValue"], digest["previousDigestSignature"], digest["digestStartTime"])
        at = digest["previousDigestS3Object"]
    assert seen_digests == digests, "digests outside the chain: " + str(sorted(digests - seen_digests))
    assert seen_logs == logs, "log files in no digest: " + str(sorted(logs - seen_logs))
    print(json.dumps({"digests": len(digests), "logs": len(logs), "ids": ids}))


if __name__ == "__main__":
    main(*sys.argv[1:])
