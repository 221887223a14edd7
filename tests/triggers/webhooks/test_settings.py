"""`webhooks:` of bellhop.yml: the short form, the long one, and mistakes that are told at start."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.config.load import parse
from bot.config.webhooks import SourceName, WebhookSecret
from bot.errors import Misconfigured
from bot.settings import Settings
from tests.fakes import START
from triggers.webhooks.sender import Sender, senders

SMALLEST = "desk: {triage: C0TRIAGE}\n"


def opened(text: str, **secrets: str) -> dict[str, Sender]:
    def secret(name: str) -> SecretStr:
        return SecretStr(secrets[name]) if secrets.get(name) else Settings().secret(name)

    return dict(senders(parse(f"{SMALLEST}webhooks: {text}".encode()), secret, START))


def test_the_short_form_says_all_that_is_needed() -> None:
    sender = opened("{stripe: {secret_env: A}}", A="whsec_a")["stripe"]

    assert sender.webhook.source is SourceName.stripe
    assert [one.key for one in sender.secrets] == [b"whsec_a"]
    assert sender.largest == 1024 * 1024
    assert str(sender.webhook.rate) == "20/s"


def test_the_long_form_says_the_rest() -> None:
    text = (
        "{eu: {source: stripe, secrets: [{env: A, not_after: 2027-01-01}, {env: B}],"
        " rate: 600/m, burst: 5, largest: 64KiB}}"
    )
    webhook = opened(text, A="a", B="b")["eu"].webhook

    end = datetime(2027, 1, 1, 23, 59, 59, 999999, UTC)
    assert webhook.variables == (WebhookSecret(env="A", not_after=end), WebhookSecret(env="B"))
    assert (webhook.rate.per_second, webhook.burst, webhook.largest) == (10, 5, 65536)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{crm: {secret_env: A}}", "webhooks.crm.source: is missing"),
        ("{stripe: {}}", "webhooks.stripe: needs secret_env, or secrets"),
        ("{stripe: {secret_env: A, secrets: [{env: B}]}}", "webhooks.stripe: needs secret_env, or"),
        ("{stripe: {secret_env: whsec_a=}}", "is not the name of a variable"),
        ("{stripe: {secrets: [{env: A, not_after: soon}]}}", "not_after: is not a day like"),
        ("{stripe: {secret_env: A, rate: fast}}", "rate: 'fast' is not a rate"),
        ("{stripe: {secret_env: A, rate: 0/s}}", "rate: '0/s' is not a rate"),
        ("{stripe: {secret_env: A, largest: 26MiB}}", "largest: '26MiB' is not a size"),
        ("{generic: {secret_env: A}}", "mapping is for the source generic"),
        ("{stripe: {secret_env: A, mapping: {}}}", "mapping is for the source generic"),
        ("{generic: {secret_env: A, mapping: {title: a..b}}}", "title: 'a..b' is not a path"),
        ("{generic: {secret_env: A, scheme: hubspot-v1, mapping: {}}}", "scheme: hubspot-v1 is a"),
        ("{generic: {secret_env: A, scheme: hubspot-v3, mapping: {}}}", "say it as url"),
    ],
)
def test_a_mistake_is_told(text: str, problem: str) -> None:
    with pytest.raises(Misconfigured) as told:
        parse(f"{SMALLEST}webhooks: {text}".encode())

    assert problem in str(told.value)


@pytest.mark.parametrize(
    ("text", "secret", "problem"),
    [
        ("{stripe: {secret_env: A}}", "", "A is not set"),
        ("{stripe: {secret_env: A}}", "a ", "A begins or ends with a space"),
        ("{generic: {secret_env: A, mapping: {}}}", "whsec_", "A is empty (webhooks.generic)"),
        ("{generic: {secret_env: A, mapping: {}}}", "whsec_!", "A has to be whsec_ and base64"),
        ("{posthog: {secret_env: A}}", "fifteen-bytes-x", "A has to have 16 bytes at least"),
        (
            "{statuspage: {secret_env: A, secret_in: path}}",
            "a/secret/with/slashes",
            "only letters, digits",
        ),
        (
            "{stripe: {secrets: [{env: A, not_after: 2026-03-01}]}}",
            "a",
            "webhooks.stripe: the not_after of every secret is past",
        ),
    ],
)
def test_a_secret_that_is_none_is_told_at_start(text: str, secret: str, problem: str) -> None:
    with pytest.raises(Misconfigured) as told:
        opened(text, A=secret)

    assert problem in str(told.value)
