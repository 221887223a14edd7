"""A file as browsers send it in a form."""

import re
from uuid import uuid4

UNSAFE = re.compile(r'["\\\r\n\0]')


def multipart(name: str, body: bytes) -> tuple[str, bytes]:
    """Return the content type, and a form with one file in it."""
    edge = f"bellhop-{uuid4().hex}"
    disposition = f'form-data; name="file"; filename="{UNSAFE.sub("_", name)}"'
    head = f"--{edge}\r\nContent-Disposition: {disposition}\r\n"
    head += "Content-Type: application/octet-stream\r\n\r\n"
    form = b"".join([head.encode(), body, f"\r\n--{edge}--\r\n".encode()])
    return f"multipart/form-data; boundary={edge}", form
