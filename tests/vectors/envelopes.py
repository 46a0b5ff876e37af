#!/usr/bin/env python3
"""Client-side envelopes of Amazon S3, made and opened without any of the project's code.

    envelopes.py make <folder>              objects of every format and wrap, with their keys and a manifest
    envelopes.py open <object> <key file>   writes what an object of format V3 holds to standard output

Written from the description of the formats alone (S3 Encryption Client specification: "Content Metadata", "Content
Metadata Strategy", "Key Derivation", "Encryption"; RFC 3394, RFC 5869, RFC 8017, RFC 2047), on the package
`cryptography`.

KMS is played by AES-GCM with a key of its own: what it wraps is bound to the encryption context, as "name=value" lines in
the order of their names.
"""

import base64
import gzip
import json
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes, keywrap, padding, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = bytes([0x00, 0x73])
GCM = "AES/GCM/NoPadding"
CBC = "AES/CBC/PKCS5Padding"
OAEP256 = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"
EVENTS = [
    {
        "eventVersion": "1.11",
        "eventTime": "2026-03-01T10:00:0%dZ" % n,
        "eventSource": "iam.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "eventID": "00000000-0000-4000-8000-00000000000%d" % n,
        "eventType": "AwsApiCall",
        "recipientAccountId": "111122223333",
    }
    for n, name in ((1, "CreateUser"), (2, "DeleteUser"))
]


def b64(data):
    return base64.b64encode(data).decode("ascii")


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def pad(data):
    padder = padding.PKCS7(128).padder()
    return padder.update(data) + padder.finalize()


def encrypt_cbc(key, iv, data):
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return cipher.update(pad(data)) + cipher.finalize()


def wrap_ecb(wrapping_key, key):
    cipher = Cipher(algorithms.AES(wrapping_key), modes.ECB()).encryptor()
    return cipher.update(pad(key)) + cipher.finalize()


def wrap_gcm(wrapping_key, key, bound_to):
    iv = os.urandom(12)
    return iv + AESGCM(wrapping_key).encrypt(iv, key, bound_to.encode())


def wrap_oaep_sha1(public_key, key, bound_to):
    oaep = rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
    return public_key.encrypt(bytes([len(key)]) + key + bound_to.encode(), oaep)


def wrap_oaep_sha256(public_key, key, mask):
    return public_key.encrypt(key, rsa_padding.OAEP(rsa_padding.MGF1(mask), hashes.SHA256(), None))


def wrap_kms(master, key, context):
    return wrap_gcm(master, key, "\n".join("%s=%s" % (n, context[n]) for n in sorted(context)))


def derive(data_key, message_id, word, length):
    return HKDF(hashes.SHA512(), length, salt=message_id, info=SUITE + word).derive(data_key)


class Maker:
    """Writes objects into a folder, and a line about each into its manifest."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cases = []
        self.aes = {bits: os.urandom(bits // 8) for bits in (128, 192, 256)}
        self.master = os.urandom(32)
        self.rsa = rsa.generate_private_key(65537, 2048)
        for bits, key in self.aes.items():
            self.write("aes-%d.key" % bits, (b64(key) + "\n").encode())
        self.write("kms.key", (b64(self.master) + "\n").encode())
        self.write("rsa.pem", self.rsa.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        text = compact({"Records": EVENTS}).encode()
        self.plain = {"gz": gzip.compress(text, mtime=0), "json": text}

    def write(self, name, data):
        (self.folder / name).write_bytes(data)

    def add(self, name, key, body, metadata, instruction=None, legacy=False, description=None, kind="gz"):
        self.write(name, body)
        if metadata is not None:
            self.write(name + ".metadata.json", compact(metadata).encode())
        if instruction is not None:
            self.write(name + ".instruction", compact(instruction).encode())
        self.cases.append({
            "name": name, "key": key, "legacy": legacy, "description": description or {}, "plain": b64(self.plain[kind]),
        })

    def v1(self):
        for bits in (128, 256):
            for kind in ("gz", "json"):
                key, iv = os.urandom(32), os.urandom(16)
                self.add("v1-aes%d-cbc.%s" % (bits, kind), "aes-%d.key" % bits, encrypt_cbc(key, iv, self.plain[kind]), {
                    "x-amz-key": b64(wrap_ecb(self.aes[bits], key)), "x-amz-iv": b64(iv), "x-amz-matdesc": "{}",
                    "x-amz-unencrypted-content-length": str(len(self.plain[kind])),
                }, legacy=True, kind=kind)
        key, iv = os.urandom(16), os.urandom(16)
        envelope = {
            "x-amz-key": b64(self.rsa.public_key().encrypt(key, rsa_padding.PKCS1v15())),
            "x-amz-iv": b64(iv), "x-amz-matdesc": compact({"pair": "old"}),
        }
        body = encrypt_cbc(key, iv, self.plain["gz"])
        self.add("v1-rsa-cbc.gz", "rsa.pem", body, envelope, legacy=True, description={"pair": "old"})
        self.add("v1-rsa-cbc-instruction.gz", "rsa.pem", body, None, envelope, legacy=True, description={"pair": "old"})

    def v2(self):
        public, text = self.rsa.public_key(), self.plain["gz"]
        description = {"project": "archive", "year": "2024"}

        def gcm(name, key_file, wrap_name, wrap, legacy=False, matdesc=None, drop=(), instruction=False, kind="gz"):
            key, iv = os.urandom(32), os.urandom(12)
            body = AESGCM(key).encrypt(iv, self.plain[kind], None)
            envelope = {
                "x-amz-key-v2": b64(wrap(key)), "x-amz-iv": b64(iv), "x-amz-cek-alg": GCM, "x-amz-tag-len": "128",
                "x-amz-wrap-alg": wrap_name, "x-amz-matdesc": compact(matdesc or {}),
                "x-amz-unencrypted-content-length": str(len(self.plain[kind])),
            }
            for entry in drop:
                del envelope[entry]
            metadata = {"x-amz-meta-" + n: v for n, v in envelope.items()}
            self.add(name, key_file, body, None if instruction else metadata, envelope if instruction else None,
                     legacy=legacy, description=matdesc, kind=kind)

        for bits in (128, 192, 256):
            gcm("v2-aes%d-gcm.gz" % bits, "aes-%d.key" % bits, "AES/GCM",
                lambda key, bits=bits: wrap_gcm(self.aes[bits], key, GCM), matdesc=description)
        gcm("v2-aes256-gcm.json", "aes-256.key", "AES/GCM", lambda key: wrap_gcm(self.aes[256], key, GCM), kind="json")
        gcm("v2-aes256-gcm-bare.gz", "aes-256.key", "AES/GCM", lambda key: wrap_gcm(self.aes[256], key, GCM),
            drop=("x-amz-tag-len", "x-amz-unencrypted-content-length", "x-amz-matdesc"))
        gcm("v2-aes256-gcm-instruction.gz", "aes-256.key", "AES/GCM", lambda key: wrap_gcm(self.aes[256], key, GCM), instruction=True)
        gcm("v2-rsa-gcm.gz", "rsa.pem", "RSA-OAEP-SHA1", lambda key: wrap_oaep_sha1(public, key, GCM), matdesc=description)
        context = {"purpose": "logs", "aws:x-amz-cek-alg": GCM}
        gcm("v2-kms-context-gcm.gz", "kms.key", "kms+context", lambda key: wrap_kms(self.master, key, context), matdesc=context)
        gcm("v2-aeswrap-gcm.gz", "aes-256.key", "AESWrap",
            lambda key: keywrap.aes_key_wrap(self.aes[256], key), legacy=True)
        gcm("v2-rsa-sha256-gcm.gz", "rsa.pem", OAEP256, lambda key: wrap_oaep_sha256(public, key, hashes.SHA256()), legacy=True)
        gcm("v2-rsa-sha256-mgf-sha1-gcm.gz", "rsa.pem", OAEP256, lambda key: wrap_oaep_sha256(public, key, hashes.SHA1()), legacy=True)
        key_id = {"kms_cmk_id": "alias/logs"}
        gcm("v2-kms-gcm.gz", "kms.key", "kms", lambda key: wrap_kms(self.master, key, key_id), legacy=True, matdesc=key_id)

        def cbc(name, key_file, wrap_name, wrap, matdesc=None):
            key, iv = os.urandom(32), os.urandom(16)
            self.add(name, key_file, encrypt_cbc(key, iv, text), {
                "x-amz-key-v2": b64(wrap(key)), "x-amz-iv": b64(iv), "x-amz-cek-alg": CBC,
                "x-amz-wrap-alg": wrap_name, "x-amz-matdesc": compact(matdesc or {}),
            }, legacy=True, description=matdesc)

        cbc("v2-kms-cbc.gz", "kms.key", "kms", lambda key: wrap_kms(self.master, key, key_id), key_id)
        cbc("v2-aeswrap128-cbc.gz", "aes-128.key", "AESWrap", lambda key: keywrap.aes_key_wrap(self.aes[128], key))

        # As S3 gives back what is not ASCII: the UTF-8 bytes taken for Latin-1, as an encoded word of RFC 2047.
        words = {"équipe": "sécurité"}
        mangled = json.dumps(words, separators=(",", ":"), ensure_ascii=False).encode().decode("latin-1")
        key, iv = os.urandom(32), os.urandom(12)
        self.add("v2-aes256-gcm-words.gz", "aes-256.key", AESGCM(key).encrypt(iv, text, None), {
            "x-amz-key-v2": b64(wrap_gcm(self.aes[256], key, GCM)), "x-amz-iv": b64(iv), "x-amz-cek-alg": GCM,
            "x-amz-tag-len": "128", "x-amz-wrap-alg": "AES/GCM", "x-amz-matdesc": "=?UTF-8?B?%s?=" % b64(mangled.encode()),
        }, description=words)

    def v3(self):
        public = self.rsa.public_key()

        def add(name, key_file, code, wrap, extra=None, description=None, instruction=False, kind="gz"):
            key, message_id = os.urandom(32), os.urandom(28)
            body = AESGCM(derive(key, message_id, b"DERIVEKEY", 32)).encrypt(b"\x01" * 12, self.plain[kind], SUITE)
            content = {"x-amz-c": "115", "x-amz-d": b64(derive(key, message_id, b"COMMITKEY", 28)), "x-amz-i": b64(message_id)}
            wrapped = {"x-amz-3": b64(wrap(key)), "x-amz-w": code, **(extra or {})}
            metadata = content if instruction else {**content, **wrapped}
            self.add(name, key_file, body, {"x-amz-meta-note": "kept", **metadata}, wrapped if instruction else None,
                     description=description, kind=kind)

        for bits in (128, 192, 256):
            add("v3-aes%d.gz" % bits, "aes-%d.key" % bits, "02", lambda key, bits=bits: wrap_gcm(self.aes[bits], key, "115"))
        description = {"trail": "ours"}
        add("v3-aes256-described.json", "aes-256.key", "02", lambda key: wrap_gcm(self.aes[256], key, "115"),
            {"x-amz-m": compact(description)}, description, kind="json")
        add("v3-aes256-instruction.gz", "aes-256.key", "02", lambda key: wrap_gcm(self.aes[256], key, "115"),
            {"x-amz-m": compact(description)}, description, instruction=True)
        add("v3-rsa.gz", "rsa.pem", "22", lambda key: wrap_oaep_sha1(public, key, "115"))
        add("v3-rsa-instruction.gz", "rsa.pem", "22", lambda key: wrap_oaep_sha1(public, key, "115"), instruction=True)
        context = {"purpose": "logs", "aws:x-amz-cek-alg": "115"}
        add("v3-kms.gz", "kms.key", "12", lambda key: wrap_kms(self.master, key, context), {"x-amz-t": compact(context)}, context)

    def make(self):
        self.v1()
        self.v2()
        self.v3()
        self.write("manifest.json", json.dumps(self.cases, indent=1).encode() + b"\n")


def unwrap_gcm(wrapping_key, wrapped, bound_to):
    return AESGCM(wrapping_key).decrypt(wrapped[:12], wrapped[12:], bound_to.encode())


def open_v3(path, key_file):
    """What an object holds. Fails where anything about it is not as the format has it."""
    sidecar = json.loads(Path(path + ".metadata.json").read_text())
    metadata = {(n[len("x-amz-meta-"):] if n.startswith("x-amz-meta-") else n): v for n, v in sidecar.items()}
    key_bytes = Path(key_file).read_bytes()
    wrapped, bound_to = base64.b64decode(metadata["x-amz-3"], validate=True), "115"
    if metadata["x-amz-w"] == "02":
        key = unwrap_gcm(base64.b64decode(key_bytes), wrapped, bound_to)
    elif metadata["x-amz-w"] == "22":
        private_key = serialization.load_pem_private_key(key_bytes, None)
        bundle = private_key.decrypt(wrapped, rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA1()), hashes.SHA1(), None))
        key = bundle[1:1 + bundle[0]]
        assert bundle[1 + bundle[0]:] == bound_to.encode()
    else:
        assert metadata["x-amz-w"] == "12"
        context = json.loads(metadata["x-amz-t"])
        assert context["aws:x-amz-cek-alg"] == bound_to
        key = unwrap_gcm(base64.b64decode(key_bytes), wrapped, "\n".join("%s=%s" % (n, context[n]) for n in sorted(context)))
    message_id = base64.b64decode(metadata["x-amz-i"], validate=True)
    assert metadata["x-amz-c"] == "115" and len(key) == 32 and len(message_id) == 28
    assert base64.b64decode(metadata["x-amz-d"], validate=True) == derive(key, message_id, b"COMMITKEY", 28)
    return AESGCM(derive(key, message_id, b"DERIVEKEY", 32)).decrypt(b"\x01" * 12, Path(path).read_bytes(), SUITE)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "make":
        Maker(sys.argv[2]).make()
    elif len(sys.argv) == 4 and sys.argv[1] == "open":
        sys.stdout.buffer.write(open_v3(sys.argv[2], sys.argv[3]))
    else:
        sys.exit(__doc__)
