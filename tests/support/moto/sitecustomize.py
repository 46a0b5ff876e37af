"""Loaded by the moto server that the tests start: mends its check of signatures.

moto 5 checks a signature against the request's query as the web framework decodes it, in which a prefix's "%2F" has
become "/", and so refuses a listing of S3 by anybody, the AWS command line among them. Here the query is encoded again
as signing asks for ("Create a canonical request" in the IAM User Guide). Nothing is checked less.
"""

from urllib.parse import quote, unquote

from moto.iam import access_control


def _canonical(path: str) -> str:
    address, _, query = path.partition("?")
    if not query:
        return path
    pairs = (pair.partition("=") for pair in query.split("&"))
    return address + "?" + "&".join(f"{quote(unquote(n), safe='-_.~')}={quote(unquote(v), safe='-_.~')}" for n, _, v in pairs)


_create = access_control.IAMRequestBase._create_aws_request


def _create_canonical(self):
    self._path = _canonical(self._path)
    return _create(self)


access_control.IAMRequestBase._create_aws_request = _create_canonical
