"""Batches: of Segment's only the first message is signed; Alertmanager's are about many customers."""

import hmac
import json
from typing import Any

from tests.triggers.webhooks.post import SECRETS, Posting


def message(number: int, **said: Any) -> dict[str, Any]:
    body = {"type": "track", "event": "Report Made", "messageId": f"m-{number}", "userId": "u-1"}
    return {**body, "properties": {"account_id": "acct_42", "n": number}, **said}


async def sends(posting: Posting, *messages: dict[str, Any]) -> int:
    parts = [json.dumps(one) for one in messages]
    signature = hmac.digest(SECRETS["SEGMENT"].encode(), parts[0].encode(), "sha1").hex()
    body = f"[{' , '.join(parts)}]"
    status, *_ = await posting.post("segment", body.encode(), {"X-Signature": signature})
    return status


async def test_each_message_is_taken_by_itself_and_only_the_first_is_trusted(
    posting: Posting,
) -> None:
    assert await sends(posting, message(1), message(2), message(3)) == 200

    rows = await posting.rows()
    assert sorted(row.key for row in rows) == ["m-1", "unsigned:m-2", "unsigned:m-3"]
    assert {row.key: row.body for row in rows}["unsigned:m-2"] == json.dumps(message(2))
    told = {one["facts"]["n"]: one for one in await posting.received()}
    assert {n: (one["trust"], one["may_act"]) for n, one in told.items()} == {
        1: ("high", True),
        2: ("low", False),
        3: ("low", False),
    }


async def test_a_batch_that_is_put_together_anew_changes_nothing_but_trust(
    posting: Posting,
) -> None:
    await sends(posting, message(1), message(2))
    await sends(posting, message(2), message(1))

    seen = [(one["facts"]["n"], one["trust"]) for one in await posting.received()]
    assert sorted(seen) == [(1, "high"), (2, "high"), (2, "low")]


async def test_a_forged_message_does_not_take_the_place_of_the_real_one(posting: Posting) -> None:
    await sends(posting, message(1), message(2, event="Forged"))
    await sends(posting, message(2))

    [real] = [one for one in await posting.received() if one["id"] == "m-2"]
    assert (real["type"], real["trust"]) == ("Report Made", "high")


async def test_a_batch_of_something_else_is_refused(posting: Posting) -> None:
    signature = hmac.digest(SECRETS["SEGMENT"].encode(), b"1", "sha1").hex()

    status, text, _ = await posting.post("segment", b"[1,2]", {"X-Signature": signature})

    assert (status, text) == (400, "Every message of a batch has to be a JSON object.")


def alert(account: str, status: str = "firing") -> dict[str, Any]:
    return {
        "status": status,
        "labels": {"alertname": "ErrorRate", "account": account},
        "annotations": {"summary": f"Errors of {account}"},
        "startsAt": "2026-03-02T08:59:00.432911368Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": f"f-{account}",
    }


async def test_each_alert_of_a_group_is_about_its_own_customer(posting: Posting) -> None:
    group = {"status": "firing", "alerts": [alert("acct_42"), alert("globex")]}

    assert await posting.told("alertmanager", group) == 200
    assert await posting.told("alertmanager", group) == 200  # it repeats itself every 4 hours
    over = {"status": "resolved", "alerts": [alert("acct_42", "resolved")]}
    assert await posting.told("alertmanager", over) == 200

    seen = {(one["customer"], one["key"], one["state"]) for one in await posting.received()}
    assert seen == {
        ("acme", "f-acct_42", "firing"),
        ("globex", "f-globex", "firing"),
        ("acme", "f-acct_42", "resolved"),
    }
    assert len(await posting.rows()) == 3
