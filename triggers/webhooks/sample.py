"""Samples: what each source sends, signed as it would be, to try a desk with."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.config.webhooks import SchemeName
from triggers.webhooks.scheme import SCHEMES
from triggers.webhooks.sender import Sender
from triggers.webhooks.verify import Request, sign

SAMPLES = Path(__file__).parent / "samples"


def sample(sender: Sender, now: datetime) -> Request:
    """Return a request that this sender would make now, with its newest secret."""
    body = _stamped(
        sender, json.loads((SAMPLES / f"{sender.webhook.source}.json").read_text()), now
    )
    request = Request(
        sender.source.headers, json.dumps(body).encode(), url=sender.webhook.url or ""
    )
    secret = [one for one in sender.secrets if one.is_in_use(now)][-1]
    if sender.scheme is not SchemeName.shared_secret:
        shown = sign(SCHEMES[sender.scheme], secret, request, now)
    else:
        shown = {} if sender.in_path else {sender.webhook.header: secret.key.decode()}
    headers = {"content-type": "application/json", **request.headers, **shown}
    return Request(headers, request.body)


def path_of(sender: Sender, now: datetime) -> str:
    """Return where it is posted; for some, the secret is a part of that."""
    path = f"/webhooks/{sender.name}"
    if not sender.in_path:
        return path
    [*_, secret] = [one for one in sender.secrets if one.is_in_use(now)]
    return f"{path}/{secret.key.decode()}"


def _stamped(sender: Sender, body: Any, now: datetime) -> Any:  # noqa: ANN401 - JSON
    """Put the time into a body that has to say it."""
    if sender.scheme is SchemeName.shared_secret:
        return body
    stamp = SCHEMES[sender.scheme].stamp
    if stamp is None or not stamp.field:
        return body
    return {**body, stamp.field: int(now.timestamp() * 1000)}
