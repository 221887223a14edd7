"""The internal room under a card: what the customer did, and what we answered."""

from collections.abc import Mapping

from bot.views.blocks import Block, Surface, context, message, section, sections
from bot.views.diff import difference
from bot.views.text import escape, excerpt, link, one_line, quiet, shorten
from bot.views.times import moment
from store.messages import Message

Names = Mapping[str, str]


def customer_message(
    said: Message, author: str, url: str | None = None, names: Names | None = None
) -> Surface:
    """Return what a customer wrote, with the files they sent."""
    return _said("💬", author, "wrote", said, url, names or {})


def reply(
    said: Message, author: str, url: str | None = None, names: Names | None = None
) -> Surface:
    """Return what an agent answered, mirrored."""
    return _said("↩️", author, "answered, and the customer sees it", said, url, names or {})


def automatic(said: Message, workflow: str, url: str | None = None) -> Surface:
    """Return what a workflow answered."""
    by = workflow[:1].lower() + workflow[1:]  # "The workflow …" begins other lines
    why = "" if by == "bellhop" else f" ({escape(by)})"
    verb = f"answered by itself{why}, and the customer sees it"
    return _said("🤖", "Bellhop", verb, said, url, {})


def edit(
    said: Message, before: str, author: str, url: str | None = None, *, answered: bool = False
) -> Surface:
    """Return what an edit changed, loudly when somebody had answered already."""
    change = difference(quiet(before), quiet(said.text)) or "_only the spacing changed_"
    blocks = [context(f"✏️ *{escape(author)}* edited a message", _link(url))]
    if answered:
        blocks.append(
            section("⚠️ *This changed after it was answered.* Does the answer still hold?")
        )
    alert = "⚠️ After the answer: " if answered else ""
    text = f"{alert}{escape(author)} edited: {excerpt(change, 200, 3)}"
    return message(text, [*blocks, *sections(change, url)])


def deletion(said: Message, author: str) -> Surface:
    """Return that a message is gone; what it said is not repeated: it may have been a secret."""
    text = f"🗑️ *{escape(author)}* deleted the message from {moment(said.sent_at)}"
    return message(text, [context(text)])


def reaction(author: str, emoji: str, said: Message, *, added: bool = True) -> Surface:
    """Return that somebody reacted to a message."""
    to = shorten(one_line(quiet(said.text)), 80)
    verb = "reacted with" if added else "took back"
    text = f"*{escape(author)}* {verb} :{escape(emoji)}: {'to' if added else 'from'} “{to}”"
    return message(text, [context(text)])


def line(text: str) -> Surface:
    """Return a line of the desk itself: who claimed it, what became of it."""
    return message(text, [context(text)])


def _said(
    mark: str, author: str, verb: str, said: Message, url: str | None, names: Names
) -> Surface:
    words = quiet(said.text, names)
    files = [_file(str(file.get("name") or "a file"), url) for file in said.files]
    blocks: list[Block] = [context(f"{mark} *{escape(author)}* {verb}", _link(url))]
    if words.strip():
        blocks += sections(words, url)
    if files:
        blocks.append(section("\n".join(files)))
    told = excerpt(words, 300, 5) or ", ".join(files)
    return message(f"{escape(author)} {verb}: {told}", blocks)


def _file(name: str, url: str | None) -> str:
    shown = shorten(one_line(name), 200)
    return f"📎 {link(url, shown) if url else escape(shown)}"


def _link(url: str | None) -> str:
    return link(url, "Open message") if url else ""
