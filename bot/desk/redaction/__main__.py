"""The other process: a file comes in, what may be kept of it goes out, after a line about it."""

import json
import resource
import sys

from bot.desk.redaction.files import kept_of

MEMORY = 2 * 1024**3  # bytes; a HAR file of 10 MB takes a small part of it

resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
kept, told = kept_of(sys.argv[1], sys.stdin.buffer.read())
head = json.dumps({**told, "kept": kept is not None})
sys.stdout.buffer.write(head.encode() + b"\n" + (kept or b""))
