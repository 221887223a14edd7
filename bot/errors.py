"""Every error Bellhop raises on purpose.

BotError
├── Misconfigured        at start: names the setting or the line of bellhop.yml; exit code 2
├── Refused              the rules say no; its text is shown to the person who asked
└── DeliveryError        something could not be sent
    ├── Unreachable      try again, no sooner than `retry_after` when the other side said so
    ├── Rejected         it will never work: the delivery is dead and says why
    └── TokenDead        our credentials are void: the lane stops and alerts, no attempt is burned

Errors of libraries are translated into these where the library is used.
"""

from datetime import timedelta


class BotError(Exception):
    """Anything Bellhop raises on purpose."""


class Misconfigured(BotError):
    """The set-up is wrong; the text says what to change, and where."""


class Refused(BotError):
    """The rules say no; the text is written for the person who asked."""


class DeliveryError(BotError):
    """A delivery did not arrive."""


class Unreachable(DeliveryError):
    """The other side is down, slow or limiting us: try again later.

    `in_doubt` says that it may have been done all the same: look before sending it again.
    """

    def __init__(
        self, reason: str, retry_after: timedelta | None = None, *, in_doubt: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.in_doubt = in_doubt


class Rejected(DeliveryError):
    """The other side understood and said no, for good."""


class TokenDead(DeliveryError):
    """Our token was revoked or is invalid (invalid_auth, token_revoked, account_inactive)."""
