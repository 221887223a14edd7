"""Questions in people's own words find the documented answer, or none."""

import pytest

from tests.playground.caller import Caller


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("How do I rotate our API keys?", "api-keys/rotate"),
        ("Hi team, how can I roatte an api key? Thanks!", "api-keys/rotate"),
        ("how to setup webooks", "webhooks/create"),
        ("Our webhooks are not arriving", "webhooks/retries"),
        ("How do we set up SSO with Okta?", "sso/saml"),
        ("exprot data as csv", "exports/schedule"),
        ("Give someone admin permisions", "people/roles"),
        ("How do I add a new colleague?", "people/invite"),
        ("Where can I download our invioces?", "billing/invoices"),
        ("change credit card", "billing/card"),
        ("Can we move our workspace to Europe?", "data/regions"),
        ("How long do you keep our data?", "data/retention"),
        ("Who changed a setting? Is there an audit log?", "security/audit-log"),
        ("raise the rate limit, we get 429", "api/rate-limits"),
    ],
)
async def test_documented_questions(caller: Caller, question: str, page: str) -> None:
    _, found = await caller.get("/docs/search", q=question)

    best = found["results"][0]
    assert best["url"] == f"https://docs.example.com/{page}"
    assert best["title"]
    assert best["answer"]
    assert 0.6 < best["confidence"] <= 1


@pytest.mark.parametrize(
    "question",
    [
        "How do I bake bread in an oven?",
        "My pizza is cold",
        "How do I integrate with Salesforce?",
        "The dashboard does not load since this morning",
        "?!",
    ],
)
async def test_questions_nobody_documented(caller: Caller, question: str) -> None:
    _, found = await caller.get("/docs/search", q=question)

    assert found["results"] == []
