"""`services:` and `endpoints:`: mistakes are told, and no secret is in the file."""

from datetime import timedelta

import pytest

from bot.config.load import parse
from bot.config.services import SecretName
from bot.errors import Misconfigured

SMALLEST = "desk: {triage: C0TRIAGE}\n"
CRM = "endpoints: {crm: {url: 'https://x.example', secret_env: CRM}}"


def test_a_header_is_a_text_or_the_name_of_a_secret() -> None:
    headers = "{X-Team: support, Authorization: {secret_env: ACCOUNTS}}"
    text = f"services: {{accounts: {{url: 'https://x.example/api/', headers: {headers}}}}}"
    service = parse(f"{SMALLEST}{text}".encode()).services["accounts"]

    assert service.url == "https://x.example/api"
    assert service.headers == {
        "X-Team": "support",
        "Authorization": SecretName(secret_env="ACCOUNTS"),
    }
    assert (service.timeout, service.private) == (timedelta(seconds=10), False)


def test_an_endpoint_may_have_a_query() -> None:
    text = CRM.replace("x.example", "x.example/in?team=7")

    assert parse(f"{SMALLEST}{text}".encode()).endpoints["crm"].url == "https://x.example/in?team=7"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("services: {a: {}}", "services.a.url: is missing"),
        ("services: {a b: {url: 'https://x'}}", "services.a b: 'a b' is not a name of letters"),
        ("services: {a: {url: x.example}}", "services.a.url: is not an address like https://"),
        ("services: {a: {url: 'ftp://x'}}", "services.a.url: is not an address like https://"),
        ("services: {a: {url: 'https://me:word@x'}}", "services.a.url: has a user or password"),
        ("services: {a: {url: 'https://x?a=b'}}", "services.a.url: may have no ? or #"),
        ("services: {a: {url: 'https://x:99999'}}", "services.a.url: Port out of range"),
        ("services: {a: {url: 'https://x', timeout: 0s}}", "timeout: has to be more than 0s"),
        ("services: {a: {url: 'https://x', timeout: 3m}}", "and at most 120s"),
        ("services: {a: {url: 'https://x', headers: {A B: c}}}", "'A B' is not the name of a header"),
        ("services: {a: {url: 'https://x', headers: {A: [b]}}}", "A: has to be a valid string"),
        ('services: {a: {url: "https://x", headers: {A: "b\\nc"}}}', "is not one line of text"),
        ("services: {a: {url: 'https://x', headers: {A: {secret: b}}}}", "A.secret_env: is missing"),
        ("services: {a: {url: 'https://x', headers: {E: {secret_env: b-c}}}}", "E.secret_env: is not the name of a variable"),
        ("endpoints: {crm: {url: 'https://x'}}", "endpoints.crm.secret_env: is missing"),
        ("endpoints: {crm: {url: 'https://x', secret_env: whsec_a=}}", "is not the name of a variable"),
        ("endpoints: {crm: {url: 'https://[x', secret_env: CRM}}", "endpoints.crm.url: "),
    ],
)  # fmt: skip
def test_a_mistake_is_told(text: str, problem: str) -> None:
    with pytest.raises(Misconfigured) as told:
        parse(f"{SMALLEST}{text}".encode())

    assert problem in str(told.value)
    assert "whsec_" not in str(told.value)
