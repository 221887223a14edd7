"""Hostile bodies: whatever stands where something else should, is taken, read and shown, or refused."""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.config.load import parse as config_of
from bot.config.webhooks import SourceName
from bot.desk.desk import Desk, Identity
from bot.desk.episodes.saying import context_of, strangers_of
from bot.desk.reports.drawing import card_of
from bot.desk.signals.responding import respond
from bot.views.card import card
from bot.views.room import line
from store.database import Store
from store.episodes import EpisodeState
from store.thread_list import Filter
from store.transaction import Transaction
from tests.bot.views.slack_rules import assert_message
from tests.databases import only_sqlite
from tests.fakes import START
from triggers.webhooks.body import Malformed, parse
from triggers.webhooks.routes import Reader, arrived
from triggers.webhooks.sample import Wanted, sample, types
from triggers.webhooks.sender import senders

MAPPING = """, mapping: {
  id: data.id, title: data.subject, key: data.order_id, state: data.status, firing: [failed],
  resolved: [shipped], occurred_at: data.at, link: data.url, email: data.email,
  customer: {account: data.account}, facts: {amount: data.total, reason: data}}"""
CONFIG = config_of(
    "\n".join(
        [
            "desk: {triage: C0TRIAGE}",
            "customers: {acme: {external: {account: acct_42, stripe: cus_1}}}",
            "webhooks:",
            *(
                f"  {name}: {{secret_env: A, may_act: true{MAPPING if name == 'generic' else ''}}}"
                for name in SourceName
            ),
            "triggers:",
            *(
                f"""  {name}:
    {{on: {{source: {name}}}, mode: live, respond: act, title: "{{facts.reason}}: {{title}}"}}
  {name}-large:
    {{on: {{source: {name}}}, mode: live, where: {{facts.amount: {{at_least: 2}}}}}}"""
                for name in SourceName
            ),
        ]
    ).encode()
)
DESK = Desk(CONFIG, Identity("T0HOME", "U0BOT", "B0BOT", "https://x.slack.com/"))
SENDERS = senders(CONFIG, lambda _name: SecretStr("whsec_0123456789abcdef0123456789abcdef"), START)
DEEP: Any = "end"
for _ in range(50):
    DEEP = {"deeper": DEEP}
HOSTILE: Sequence[Any] = (
    *(None, True, -1, 10**400, 1e308, "", [], {}, [None], DEEP),
    *(
        "<!channel> *x* `y`",
        "\ud800\0",
        "x" * 9000,
        "https://x.example/" + "y" * 9000,
        "https://[x",
    ),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "T", "2026-13-01"),
    *(
        {"n" * 9000: "x", **{f"f{n}": n for n in range(99)}},
        {"amount": 10**400, "account": "acct_42"},
    ),
)


class Undone(Exception):
    """Takes everything back."""


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Everywhere in a body."""
    parts = body.items() if isinstance(body, dict) else enumerate(body)
    for name, part in parts:
        yield (*path, name)
        if isinstance(part, dict | list):
            yield from places(part, (*path, name))


def broken(data: st.DataObject, body: Any) -> Any:
    """A body of which a part or two are something else, or missing."""
    for _ in range(data.draw(st.integers(1, 3))):
        known = [*places(body)] or [("new",)]
        *outer, last = known[data.draw(st.integers(0, len(known) - 1))]
        part = body
        for step in outer:
            part = part[step]
        if data.draw(st.booleans()) and isinstance(part, dict):
            part.pop(last, None)
        else:
            part[last] = deepcopy(HOSTILE[data.draw(st.integers(0, len(HOSTILE) - 1))])
    return body


def taken(tx: Transaction, source: SourceName, raw: str, headers: Mapping[str, str]) -> None:
    """Take it as the inbox does, let the rules respond, and draw what people see."""
    sender = SENDERS[source]
    tx.customers.put("acme", "Acme")
    for post in sender.source.split(raw, parse(raw)):
        event = arrived(sender, replace(post, headers=headers))
        Reader(sender).take(tx, DESK, event)
    for episode in tx.episodes.page(9, state=EpisodeState.waiting):
        respond(tx, DESK, episode)
    for episode in tx.episodes.page(9):
        acme = tx.customers.by_key("acme") if episode.customer_id else None
        told = context_of(DESK, episode, acme) if acme else strangers_of(episode)
        assert_message(*line(told))
    for thread in tx.thread_list.page(Filter()).threads:
        assert_message(*card(card_of(tx, DESK, thread), tx.now))
    raise Undone


async def test_a_key_that_fits_into_no_index_is_kept(store: Store) -> None:
    endless = "".join(sha256(str(number).encode()).hexdigest() for number in range(200))
    body = {
        "type": "track",
        "event": endless,
        "messageId": "m-1",
        "context": {"groupId": "acct_42"},
    }

    with pytest.raises(Undone):
        await store.write(taken, SourceName.segment, json.dumps(body), {})


@only_sqlite
@pytest.mark.parametrize("source", SourceName)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
async def test_what_stands_where_something_else_should_breaks_nothing(
    store: Store, source: SourceName, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(types(source)))
    request = sample(SENDERS[source], Wanted(kind, "acme", CONFIG.customers["acme"]), START)
    body = broken(data, json.loads(request.body))

    with pytest.raises((Undone, Malformed)):
        await store.write(taken, source, json.dumps(body), request.headers)
