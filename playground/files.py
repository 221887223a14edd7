"""Uploaded files."""

import secrets
from dataclasses import dataclass, field
from pathlib import PurePath

from playground.errors import Json


@dataclass(slots=True)
class File:
    """One file, from the moment an upload address is given out."""

    id: str
    name: str
    size: int
    user: str
    team: str
    created: int
    title: str = ""
    mimetype: str = "application/octet-stream"
    content: bytes | None = None
    channels: list[str] = field(default_factory=list)

    def json(self, base_url: str) -> Json:
        extension = PurePath(self.name).suffix.lstrip(".").lower() or "binary"
        url = f"{base_url}files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": extension,
            "pretty_type": extension.upper(),
            "user": self.user,
            "user_team": self.team,
            "editable": False,
            "size": len(self.content or b""),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "file_access": "visible",
            "url_private": url,
            "url_private_download": url,
            "permalink": url,
            "channels": list(self.channels),
            "groups": [],
            "ims": [],
        }


class Shelf:
    """All files, and the upload addresses that wait for one."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        self.uploads: dict[str, File] = {}

    def expect(self, file: File) -> str:
        """Remember a file to come; returns the secret part of its upload address."""
        key = secrets.token_urlsafe(12)
        self.by_id[file.id] = self.uploads[key] = file
        return key

    def add(self, file: File) -> File:
        self.by_id[file.id] = file
        return file


def hidden(file: Json) -> Json:
    """How a file in a channel shared with another company arrives in an event."""
    return {"id": file["id"], "mode": "file_access", "file_access": "check_file_info", "created": 0}
