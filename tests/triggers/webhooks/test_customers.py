"""Whose signal it is: by ids and domains, and nobody's rather than a guess."""

import pytest

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.sync import sync
from bot.desk.whose import Whom, find
from store.database import Store

CONFIG = b"""
desk: {triage: C0TRIAGE}
customers:
  acme: {domains: [acme.example], external: {stripe: cus_1, account: acct_42, region: eu}}
  globex: {domains: [globex.example], external: {stripe: cus_2, region: eu}}
"""
DESK = Desk(parse(CONFIG), Identity("T0HOME", "U0BOT", "B0BOT", "https://example.slack.com/"))


@pytest.mark.parametrize(
    ("ids", "emails", "customer"),
    [
        ([("stripe", "cus_1")], [], "acme"),
        ([("stripe", "cus_9"), ("account", "acct_42")], [], "acme"),
        ([("stripe", "cus_2"), ("account", "acct_42")], ["x@acme.example"], "globex"),
        ([("account", "globex")], [], "globex"),
        ([("customer", "acme")], [], "acme"),
        ([("stripe", "acme")], [], None),
        ([("region", "eu")], [], None),
        ([], ["carol@Acme.example"], "acme"),
        ([], ["carol@elsewhere.example", "carol@acme.example"], "acme"),
        ([], ["acme.example"], None),
        ([], ["carol@mail.acme.example"], None),
        ([], [], None),
    ],
)
async def test_a_customer_is_found(
    store: Store, ids: list[tuple[str, str]], emails: list[str], customer: str | None
) -> None:
    await store.write(sync, DESK)

    found = await store.read(lambda tx: find(tx, DESK, Whom(tuple(ids), tuple(emails))))

    assert (found.key if found else None) == customer
