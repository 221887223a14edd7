"""Billing: plans, cards and invoices."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Literal

from aiohttp import web

from playground.errors import Json
from playground.services.clock import Now, utc, written
from playground.services.service import Declined

NEXT_ATTEMPT = timedelta(days=3)


@dataclass(slots=True)
class Card:
    """How a customer pays; `expires` is the last month in which it works."""

    brand: str
    last4: str
    expires: str


@dataclass(slots=True)
class Invoice:
    """What is to be paid, in whole units of the currency."""

    id: str
    amount: int
    currency: str
    status: Literal["paid", "open", "failed"]
    failure_reason: str | None = None
    attempts: int = 1
    next_attempt: str | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """An amount the customer had their bank take back."""

    id: str
    amount: int
    reason: str


@dataclass(slots=True)
class Account:
    """What billing knows of one customer."""

    plan: str
    card: Card
    invoices: list[Invoice]
    dispute: Dispute | None = None
    links: list[str] = field(default_factory=list)


class Billing:
    """The accounts by the customer's id; a retried invoice is settled when next looked at."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._accounts: dict[str, Account] = {}
        self._retried: set[str] = set()
        self.reset()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/billing/customers/{id}", self.find),
            web.post("/billing/customers/{id}/card-links", self.link_card),
            web.get("/billing/invoices/{id}", self.find_invoice),
            web.post("/billing/invoices/{id}/retry", self.retry),
            web.post("/billing/invoices/{id}/fail", self.fail),
            web.post("/billing/invoices/{id}/pay", self.pay),
        ]

    def reset(self) -> None:
        self._accounts = dict(_sample(written(utc(self._now) + NEXT_ATTEMPT)))
        self._retried.clear()

    def shown(self) -> Json:
        return {id_: self._written(account) for id_, account in self._accounts.items()}

    async def find(self, request: web.Request) -> web.Response:
        account = self._account(request)
        self._settle(account)
        return web.json_response(self._written(account))

    async def find_invoice(self, request: web.Request) -> web.Response:
        account, invoice = self._invoice(request.match_info["id"])
        self._settle(account)
        return web.json_response(asdict(invoice))

    async def link_card(self, request: web.Request) -> web.Response:
        account = self._account(request)
        number = len(account.links) + 1
        link = f"https://pay.example.com/card/{request.match_info['id']}-{number}"
        account.links.append(link)
        return web.json_response({"link": link}, status=201)

    async def retry(self, request: web.Request) -> web.Response:
        _, invoice = self._invoice(request.match_info["id"])
        if invoice.status != "failed":
            raise Declined(409, f"the invoice is {invoice.status}")
        invoice.status, invoice.failure_reason, invoice.next_attempt = "open", None, None
        invoice.attempts += 1
        self._retried.add(invoice.id)
        return web.json_response(asdict(invoice), status=202)

    async def fail(self, request: web.Request) -> web.Response:
        """Let the bank say no."""
        account, invoice = self._invoice(request.match_info["id"])
        invoice.status = "failed"
        invoice.failure_reason = (
            "expired_card" if self._expired(account.card) else "insufficient_funds"
        )
        invoice.next_attempt = written(utc(self._now) + NEXT_ATTEMPT)
        return web.json_response(asdict(invoice))

    async def pay(self, request: web.Request) -> web.Response:
        """Let the customer pay."""
        _, invoice = self._invoice(request.match_info["id"])
        invoice.status, invoice.failure_reason, invoice.next_attempt = "paid", None, None
        self._retried.discard(invoice.id)
        return web.json_response(asdict(invoice))

    def _settle(self, account: Account) -> None:
        for invoice in account.invoices:
            if invoice.id not in self._retried:
                continue
            self._retried.remove(invoice.id)
            if self._expired(account.card):
                invoice.status, invoice.failure_reason = "failed", "expired_card"
                invoice.next_attempt = written(utc(self._now) + NEXT_ATTEMPT)
            else:
                invoice.status = "paid"

    def _account(self, request: web.Request) -> Account:
        account = self._accounts.get(request.match_info["id"])
        if account is None:
            raise Declined(404, "no such customer")
        return account

    def _invoice(self, id_: str) -> tuple[Account, Invoice]:
        for account in self._accounts.values():
            for invoice in account.invoices:
                if invoice.id == id_:
                    return account, invoice
        raise Declined(404, "no such invoice")

    def _expired(self, card: Card) -> bool:
        return card.expires < f"{utc(self._now):%Y-%m}"

    def _written(self, account: Account) -> Json:
        body = asdict(account)
        del body["links"]
        body["card"]["expired"] = self._expired(account.card)
        return body


def _sample(soon: str) -> Iterator[tuple[str, Account]]:
    def failed(id_: str, amount: int, reason: str, attempts: int) -> Invoice:
        return Invoice(id_, amount, "EUR", "failed", reason, attempts, soon)

    def paid(id_: str, amount: int) -> Invoice:
        return Invoice(id_, amount, "EUR", "paid")

    expired = [paid("AC-1106", 2400), failed("AC-1107", 2400, "expired_card", 2)]
    yield "cus_acme", Account("enterprise", Card("visa", "4242", "2025-10"), expired)
    poor = [paid("GX-2041", 480), failed("GX-2058", 480, "insufficient_funds", 1)]
    yield "cus_globex", Account("growth", Card("mastercard", "4444", "2032-05"), poor)
    disputed = [paid("IN-3010", 90), paid("IN-3011", 90)]
    dispute = Dispute("dp_3011", 90, "duplicate")
    yield "cus_initech", Account("free", Card("amex", "0005", "2031-02"), disputed, dispute)
    good = [paid("HO-4001", 480)]
    yield "cus_hooli", Account("growth", Card("visa", "1881", "2033-01"), good)
