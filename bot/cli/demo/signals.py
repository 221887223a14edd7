"""What other systems may tell the demo's desk: a button of the page for each."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import SecretStr

from bot.app import Bellhop
from bot.cli.demo.product import TOKEN
from bot.cli.demo.use import looking
from bot.config.customers import Customer
from bot.settings import Settings
from playground.hooks import Hook, Request
from triggers.rates import judge_rates
from triggers.webhooks.sample import Wanted, path_of, sample

SECRET = "of-the-demo-which-nobody-else-reaches"  # noqa: S105
BILLING, MONITORS, PRODUCT = "Billing · Stripe", "Monitoring · Alertmanager", "Product · Segment"
ERRORS = "Errors · Sentry"
TRACK = "Export Failed"  # the sample of an event; its name is changed
REQUESTS, FAILING = 110, 12  # of Globex: one in nine fails


class DemoSettings(Settings):
    """Settings whose secrets are all the same, wherever bellhop.yml says that they are."""

    def secret(self, name: str) -> SecretStr:
        """Return the demo's own, and none of a real desk's."""
        return SecretStr(SECRET)


class Signals:
    """Makes what senders would say, signed and of this moment."""

    def __init__(self, bellhop: Bellhop, services: str) -> None:
        self._bellhop = bellhop
        self._customers = bellhop.deps.desk.config.customers
        self._services = services

    def buttons(self) -> Sequence[Hook]:
        """Return the buttons, in the order of the menu."""
        return [*self._of_billing(), *self._of_others(), *self._of_product()]

    def _of_billing(self) -> Sequence[Hook]:
        pays = self._billing("AC-1107/pay")
        number = {"data.object.number": "AC-1107"}
        return [
            self._fails("acme", "AC-1107", "A large customer: a person who knows them gets it"),
            self._fails("globex", "GX-2058", "Goes to the team billing", "insufficient_funds"),
            self._button(
                BILLING,
                "Acme pays",
                "Stripe tells it: the thread ends by itself, as nobody has spoken",
                pays,
                self._said("stripe", "invoice.paid", "acme", number),
            ),
            self._button(
                BILLING,
                "A payment of Acme fails, and is paid at once",
                "The look at billing finds it: nobody is bothered",
                *self._failing("acme", "AC-1107"),
                pays,
            ),
            self._button(
                BILLING,
                "A payment of a stranger fails",
                "No customer has this id: one thread in triage gathers them",
                self._said("stripe", "invoice.payment_failed", "stranger"),
            ),
        ]

    def _of_others(self) -> Sequence[Hook]:
        return [
            self._button(
                MONITORS,
                "Errors over 5 % at Globex",
                "An engineer's thread, before Globex writes",
                self._said("alertmanager", "alert.firing", "globex"),
            ),
            self._button(
                MONITORS,
                "Errors at Globex are over",
                "The thread ends by itself, as nobody has spoken",
                self._said("alertmanager", "alert.resolved", "globex"),
            ),
            self._button(
                ERRORS,
                "Exports crash for Acme",
                "Held: nothing happens until Acme writes, then it is in front of you",
                self._said("sentry", "event_alert.triggered", "acme"),
            ),
        ]

    def _of_product(self) -> Sequence[Hook]:
        opened = {"event": "Dashboard Opened"}
        somebody = self._said("segment", TRACK, "initech", opened)
        back = self._said("segment", TRACK, "acme", opened)
        return [
            Hook(
                PRODUCT,
                f"{REQUESTS} requests of Globex, of which {FAILING} fail",
                "Each is told by itself; Bellhop counts them, and an engineer gets a thread",
                self._counted,
                partial(judge_rates, self._bellhop.deps),
            ),
            Hook(
                PRODUCT,
                "Initech's onboarding stalls",
                "The daily look: set up 15 days ago, one login, 2 of 80 features. A draft for Initech",
                lambda: [somebody()],
                looking(self._bellhop, "onboarding-at-risk"),
            ),
            Hook(
                PRODUCT,
                "Nobody of Acme was there for a month",
                "The daily look: Ada, who knows them, gets it. Nobody is written to",
                lambda: [somebody()],
                looking(self._bellhop, "gone-quiet"),
            ),
            Hook(
                PRODUCT,
                "Somebody of Acme is back",
                "The thread ends by itself, as nobody has spoken",
                lambda: [back()],
                looking(self._bellhop, "gone-quiet"),
            ),
        ]

    def _counted(self) -> Sequence[Request]:
        statuses = [502] * FAILING + [200] * (REQUESTS - FAILING)
        made = (
            self._said(
                "segment", TRACK, "globex", {"event": "API Request", "properties.status": status}
            )
            for status in statuses
        )
        return [make() for make in made]

    def _button(self, group: str, title: str, about: str, *made: Callable[[], Request]) -> Hook:
        return Hook(group, title, about, lambda: [make() for make in made])

    def _fails(self, customer: str, invoice: str, about: str, reason: str = "expired_card") -> Hook:
        title = f"A payment of {self._customers[customer].name} fails"
        return self._button(BILLING, title, about, *self._failing(customer, invoice, reason))

    def _failing(
        self, customer: str, invoice: str, reason: str = "expired_card"
    ) -> Sequence[Callable[[], Request]]:
        """One failed renewal is more than one event; only the charge says why."""
        why = {"data.object.failure_code": reason, "data.object.outcome.reason": reason}
        return (
            self._billing(f"{invoice}/fail"),
            self._said("stripe", "charge.failed", customer, why),
            self._said(
                "stripe", "invoice.payment_failed", customer, {"data.object.number": invoice}
            ),
        )

    def _billing(self, path: str) -> Callable[[], Request]:
        url = f"{self._services}/billing/invoices/{path}"
        return lambda: Request(url, {"Authorization": f"Bearer {TOKEN}"}, b"")

    def _said(
        self, webhook: str, kind: str, customer: str, but: Mapping[str, Any] | None = None
    ) -> Callable[[], Request]:
        def make() -> Request:
            sender, now = self._bellhop.senders[webhook], self._bellhop.deps.clock.now()
            known = self._customers.get(customer, Customer())
            wanted = Wanted(kind, customer, known, but or {})
            said = sample(sender, wanted, now)
            return Request(f"{self._bellhop.url}{path_of(sender, now)}", said.headers, said.body)

        return make
