"""Files that people bring along."""

from playground.cast import User
from playground.files import File
from playground.world import World

Upload = tuple[str, bytes, str]  # name, content, MIME type


def upload(world: World, user: User, brought: Upload, channel: str | None = None) -> File:
    name, content, mimetype = brought
    created = int(world.now())
    file = File(world.next_id("F"), name, len(content), user.id, user.team_id, created)
    file.mimetype, file.content = mimetype, content
    if channel:
        file.channels.append(channel)
    return world.files.add(file)
