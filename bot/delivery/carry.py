"""Carrying one errand: to Slack, or to an endpoint."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.delivery.doubt import look_up
from bot.delivery.errand import Errand, Result
from bot.delivery.hooks import Hooks
from bot.delivery.kinds import Hook, Outgoing
from bot.delivery.located import located
from bot.delivery.slack import SlackApi
from bot.errors import DeliveryError, Rejected, Unreachable


async def carry(slack: SlackApi, hooks: Hooks, errand: Errand, deadline: float) -> Result:
    """Make the call before our lease ends; one in doubt is looked for first."""
    found, call = None, errand.asked or errand.call
    try:
        if asyncio.get_running_loop().time() >= deadline:
            raise Unreachable("we were held up", timedelta())  # someone else may have it by now
        async with asyncio.timeout_at(deadline):
            if errand.asked is not None:
                found = await look_up(slack, errand.asked, errand.delivery)
            if found is not None:
                return Result(errand, call, found, found=True)
            call = errand.call
            return Result(errand, call, await _made(slack, hooks, errand))
    except DeliveryError as error:
        return _failed(errand, call, error)
    except TimeoutError:
        late = Unreachable(f"{call}: no answer while the lease lasted", in_doubt=True)
        return _failed(errand, call, late)
    except (TypeError, ValueError, LookupError) as error:
        return _failed(errand, call, Rejected(f"{call}: {located(error)}"))


async def _made(slack: SlackApi, hooks: Hooks, errand: Errand) -> Mapping[str, Any]:
    if isinstance(errand.call, Hook):
        return await hooks.post(errand.call, errand.delivery.key)
    return await slack.call(errand.call.method, errand.call.args)


def _failed(errand: Errand, call: Outgoing, error: DeliveryError) -> Result:
    looking = call is errand.asked
    unsure = isinstance(error, Unreachable) and error.in_doubt
    return Result(errand, call, error=error, in_doubt=looking or unsure)
