#!/usr/bin/env python3
"""Encrypted logs in a bucket, made without any of the project's code.

    bucket.py <endpoint> <bucket> <key folder> <copy folder>

Credentials are those of the environment. Makes the bucket, a key in KMS and a log of two events in every way that matters
there: wrapped by KMS, by the AES and RSA keys of the key folder, with the envelope as metadata or in an instruction file,
and one plain log among them. Those that KMS wrapped go into the copy folder, too, with their metadata as sidecars. Prints
the key's id.
"""

import base64
import gzip
import json
import os
import sys
from pathlib import Path

import boto3
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from envelopes import EVENTS, GCM, b64, compact, derive, encrypt_cbc, wrap_ecb, wrap_gcm, wrap_oaep_sha1

SUITE = bytes([0x00, 0x73])
FOLDER = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01/"


def log(name):
    """A gzipped log whose events carry the object's name, so that a test can tell which one was read."""
    events = [dict(event, eventID="%s-%d" % (name, n), sourceIPAddress="192.0.2.1") for n, event in enumerate(EVENTS)]
    return gzip.compress(compact({"Records": events}).encode(), mtime=0)


def main(endpoint, bucket, key_folder, copy_folder):
    session = boto3.session.Session(region_name="us-east-1")
    s3 = session.client("s3", endpoint_url=endpoint)
    kms = session.client("kms", endpoint_url=endpoint)
    s3.create_bucket(Bucket=bucket)
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    aes = base64.b64decode((Path(key_folder) / "aes-256.key").read_bytes())
    public = serialization.load_pem_private_key((Path(key_folder) / "rsa.pem").read_bytes(), None).public_key()

    def put(name, body, metadata, instruction=None, copy=False):
        key = FOLDER + "111122223333_CloudTrail_us-east-1_20260301T1005Z_%s.json.gz" % name
        s3.put_object(Bucket=bucket, Key=key, Body=body, Metadata=metadata)
        if instruction is not None:
            s3.put_object(Bucket=bucket, Key=key + ".instruction", Body=compact(instruction).encode(),
                          Metadata={"x-amz-crypto-instr-file": ""})
        if copy:
            path = Path(copy_folder) / key.rsplit("/", 1)[1]
            path.write_bytes(body)
            Path(str(path) + ".metadata.json").write_text(json.dumps(metadata))

    def data_key(context):
        answer = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        return answer["Plaintext"], answer["CiphertextBlob"]

    def v3(name, key, wrapped, code, extra=None, instruction=False, **more):
        message_id = os.urandom(28)
        body = AESGCM(derive(key, message_id, b"DERIVEKEY", 32)).encrypt(b"\x01" * 12, log(name), SUITE)
        content = {"x-amz-c": "115", "x-amz-d": b64(derive(key, message_id, b"COMMITKEY", 28)), "x-amz-i": b64(message_id)}
        envelope = {"x-amz-3": b64(wrapped), "x-amz-w": code, **(extra or {})}
        put(name, body, content if instruction else {**content, **envelope}, envelope if instruction else None, **more)

    def v2(name, key, wrapped, wrap, description, instruction=False, **more):
        iv = os.urandom(12)
        envelope = {"x-amz-key-v2": b64(wrapped), "x-amz-iv": b64(iv), "x-amz-cek-alg": GCM, "x-amz-tag-len": "128",
                    "x-amz-wrap-alg": wrap, "x-amz-matdesc": compact(description)}
        put(name, AESGCM(key).encrypt(iv, log(name), None), {} if instruction else envelope, envelope if instruction else None, **more)

    context = {"purpose": "audit", "aws:x-amz-cek-alg": "115"}
    key, wrapped = data_key(context)
    v3("V3KMS00000000000", key, wrapped, "12", {"x-amz-t": compact(context)}, copy=True)
    context = {"purpose": "audit", "aws:x-amz-cek-alg": GCM}
    key, wrapped = data_key(context)
    v2("V2KMS00000000000", key, wrapped, "kms+context", context, copy=True)
    context = {"kms_cmk_id": key_id}
    key, wrapped = data_key(context)
    v2("LEGACYKMS0000000", key, wrapped, "kms", context, copy=True)
    key = os.urandom(32)
    v3("V3AES00000000000", key, wrap_gcm(aes, key, "115"), "02")
    v3("V3AESFILE0000000", key, wrap_gcm(aes, key, "115"), "02", instruction=True)
    v3("V3RSA00000000000", key, wrap_oaep_sha1(public, key, "115"), "22")
    v2("V2AES00000000000", key, wrap_gcm(aes, key, GCM), "AES/GCM", {})
    v2("V2AESFILE0000000", key, wrap_gcm(aes, key, GCM), "AES/GCM", {}, instruction=True)
    iv = os.urandom(16)
    put("V1AES00000000000", encrypt_cbc(key, iv, log("V1AES00000000000")),
        {"x-amz-key": b64(wrap_ecb(aes, key)), "x-amz-iv": b64(iv), "x-amz-matdesc": "{}"})
    put("PLAIN00000000000", log("PLAIN00000000000"), {"note": "no envelope"})
    print(key_id)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
