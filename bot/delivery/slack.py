"""The one way out to Slack: every failure comes back as an error that says what to do next."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import DeliveryError, Rejected, TokenDead, Unreachable

TIMEOUT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)  # a limit that lasts longer is a mistake

TOKEN_DEAD = {"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"}
RATE_LIMITED = {"ratelimited", "rate_limited"}
NOT_NOW = {"service_unavailable", "team_added_to_org", "request_timeout"}
# "some aspect of the operation may have succeeded before the error was raised", say Slack's pages
MAYBE_DONE = {"internal_error", "fatal_error"}

# the SDK writes whole requests and answers to its logger at DEBUG: customers' words
_sdk_log = logging.getLogger("bot.delivery.slack.sdk")
_sdk_log.setLevel(logging.WARNING)


class SlackApi:
    """Calls Slack's Web API once: who calls decides about a second try."""

    def __init__(
        self,
        token: SecretStr,
        session: aiohttp.ClientSession,
        base_url: str,
        on_rate_limited: Callable[[str], None],
    ) -> None:
        self._client = AsyncWebClient(
            token=token.get_secret_value(),
            base_url=base_url,
            session=session,
            retry_handlers=[],
            logger=_sdk_log,
        )
        # the SDK takes HTTPS_PROXY for every host; the session knows NO_PROXY as well
        self._client.proxy = None
        self._on_rate_limited = on_rate_limited
        self.host = urlsplit(base_url).hostname

    async def call(self, method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call `method` and return its answer, or raise a `DeliveryError`."""
        return _mapping((await self._answer(method, args)).data)

    async def scopes(self) -> frozenset[str]:
        """Return what our token may do, as Slack says with every answer."""
        answer = await self._answer("auth.test", {})
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return frozenset(
            filter(None, headers.get("x-oauth-scopes", "").replace(" ", "").split(","))
        )

    async def _answer(self, method: str, args: Mapping[str, Any]) -> AsyncSlackResponse:
        try:
            async with asyncio.timeout(TIMEOUT.total_seconds()):  # the SDK's does not hold for us
                return await self._client.api_call(method, data=_form(args))
        except SlackApiError as error:
            raise self._refusal(method, error) from None
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(f"{method}: no connection ({type(error).__name__})") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(
                f"{method}: no answer ({type(error).__name__})", in_doubt=True
            ) from None
        except (AttributeError, ValueError):
            # what the SDK makes of a 200 that is not Slack's, such as a proxy's page
            raise Unreachable(f"{method}: the answer is not Slack's", in_doubt=True) from None

    def _refusal(self, method: str, error: SlackApiError) -> DeliveryError:
        response = error.response
        # a body that is no JSON leaves us with aiohttp's response
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        answer = _mapping(getattr(response, "data", None))
        code = str(answer.get("error", ""))
        if status == 429 or code in RATE_LIMITED:
            self._on_rate_limited(method)
            return Unreachable(f"{method}: rate limited", _retry_after(response.headers))
        if code in TOKEN_DEAD:
            return TokenDead(f"{method}: {code}")
        if code and code not in NOT_NOW | MAYBE_DONE and status < 500:
            return Rejected(f"{method}: {_explained(code, answer)}")
        in_doubt = code in MAYBE_DONE or (code not in NOT_NOW and not 400 <= status < 500)
        return Unreachable(
            f"{method}: {code or f'HTTP {status}'}",
            _retry_after(response.headers),
            in_doubt=in_doubt,
        )


def _form(args: Mapping[str, Any]) -> dict[str, Any]:
    """Form-encode: not every method takes JSON, and every method takes this."""
    return {name: _field(value) for name, value in args.items() if value is not None}


def _field(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode(errors="replace").decode()  # half an emoji cannot be sent


def _mapping(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    seconds = headers.get("Retry-After", "")
    return min(LONGEST_WAIT, timedelta(seconds=int(seconds[:9]))) if seconds.isdecimal() else None


def _explained(code: str, answer: Mapping[str, Any]) -> str:
    """Add to the error code what Slack tells about it: the scope, or the place in the blocks."""
    details = [f"needs {answer['needed']}"] if answer.get("needed") else []
    details += _mapping(answer.get("response_metadata")).get("messages", [])[:3]
    return f"{code} ({'; '.join(map(str, details))})" if details else code
