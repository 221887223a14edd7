"""Questions to Slack itself: who someone is, what a file is called, whose channel it is."""

from collections.abc import Mapping
from typing import Any

from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.desk.channels import show_question
from bot.desk.desk import Desk
from bot.desk.opener import opener
from bot.desk.opening import title_of
from bot.desk.room import show_card
from bot.desk.threads import changed
from store.deliveries import Delivery
from store.transaction import Transaction

Answer = Mapping[str, Any]


def profile(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Ask who someone is; this works for people of other companies too."""
    return Call("users.info", {"user": delivery.payload["user"]})


def profile_sent(desk: Desk, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
    """Keep their name and picture, and show the name on their cards."""
    user = delivery.payload["user"]
    said = answer.get("user", {}).get("profile", {})
    # the full name: a display name is often a bare handle
    name = said.get("real_name") or said.get("display_name") or answer["user"].get("name")
    image = said.get("image_72")
    tx.contacts.describe(user, name, said.get("email"), image)
    if name:
        tx.agents.describe(user, name, image, said.get("email"))
    contact = tx.contacts.by_slack(user)
    if contact is not None:
        for thread in tx.threads.of_contact(contact.id):
            show_card(tx, desk, thread)


def file(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Ask about a file of which a shared channel tells only the id."""
    return Call("files.info", {"file": delivery.payload["file"]})


def file_sent(desk: Desk, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
    """Keep what the file is called, and show it."""
    message = tx.messages.get(delivery.payload["message"])
    if message is None:
        return
    found = {name: answer["file"].get(name) for name in ("id", "name", "mimetype", "size")}
    files = [found if one["id"] == found["id"] else one for one in message.files]
    tx.messages.set_files(message.id, files)
    thread = tx.threads.lock(message.thread_id)
    opening = opener(tx, thread) if thread is not None else None
    if thread is None or opening is None or opening.id != message.id:
        return
    if thread.title == title_of(message.text, message.files):  # in lists it has no other name
        thread = changed(tx, thread, title=title_of(message.text, files))
    show_card(tx, desk, thread)


def channel(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Ask what a channel is called and with whom it is shared."""
    return Call("conversations.info", {"channel": delivery.payload["channel"]})


def channel_sent(desk: Desk, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
    """Keep it, then ask which customer it belongs to; with the other company's domain if any."""
    payload, said = delivery.payload, answer["channel"]
    shared = bool(said.get("is_ext_shared") or said.get("is_pending_ext_shared"))
    tx.channels.describe(payload["channel"], said.get("name", ""), shared)
    others = [one for one in _teams(said) if one != desk.identity.team]
    if not others:
        show_question(tx, desk, payload["channel"], payload["inviter"], None)
        return
    key, asked = f"team_info:{payload['channel']}", {**payload, "team": others[0]}
    to_team(tx, Post(key, "team_info", delivery.lane, payload=asked))


def _teams(said: Mapping[str, Any]) -> list[str]:
    ids = [*said.get("connected_team_ids", []), *said.get("shared_team_ids", [])]
    own = said.get("conversation_host_id") or said.get("context_team_id")
    return list(dict.fromkeys([*ids, *([own] if own else [])]))


def team(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Ask for the domain of the other company's workspace."""
    return Call("team.info", {"team": delivery.payload["team"]})


def team_sent(desk: Desk, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
    """Suggest customers by it."""
    payload, said = delivery.payload, answer.get("team", {})
    domain = said.get("email_domain") or said.get("domain") or None
    show_question(tx, desk, payload["channel"], payload["inviter"], domain)


def team_refused(desk: Desk, tx: Transaction, delivery: Delivery, _why: str) -> None:
    """Ask without a suggestion by domain: better than not at all."""
    payload = delivery.payload
    show_question(tx, desk, payload["channel"], payload["inviter"], None)
