"""What has to be there: a row that another one is about is never deleted before it."""

from typing import TypeVar

T = TypeVar("T")


def there(found: T | None, what: str) -> T:
    """Return it; LookupError when it is gone, which is a bug or a hand in the database."""
    if found is None:
        raise LookupError(f"{what} is gone")
    return found
