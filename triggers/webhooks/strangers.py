"""Strangers: an address whose requests fail is not listened to for a while."""

from collections import OrderedDict
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from bot.config.webhooks import Rate
from triggers.webhooks.bucket import Bucket

FAILURES, AT_ONCE = Rate(5, 60), 20  # of one address, for one webhook
REMEMBERED = 10_000  # addresses; then the one that was quiet for longest is forgotten


class Strangers:
    """How often requests of each address were not what they should be."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[str, str], Bucket] = OrderedDict()

    def wait(self, webhook: str, address: str, now: datetime) -> float:
        """Return for how many seconds an address is not listened to."""
        bucket = self._buckets.get((webhook, _network(address)))
        return bucket.wait(now) if bucket else 0.0

    def failed(self, webhook: str, address: str, now: datetime) -> None:
        """Note that a request of an address failed."""
        key = webhook, _network(address)
        self._buckets.setdefault(key, Bucket(FAILURES, AT_ONCE)).take(now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)


def _network(address: str) -> str:
    """Whoever has an address of version 6 has all of its /64."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    return str(ip_network((int(known), 64), strict=False))
