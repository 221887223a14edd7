"""A finding: one line of `bellhop check`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and how it is; with a `fix` it is wrong."""

    about: str
    text: str
    fix: str = ""
    shows_fix: bool = True

    @property
    def ok(self) -> bool:
        """Whether nothing has to be done."""
        return not self.fix

    def __str__(self) -> str:
        """Return the lines to print."""
        mark = "✓" if self.ok else "✗"
        fix = f"\n{'':17}→ {self.fix}" if self.fix and self.shows_fix else ""
        return f"{mark} {self.about.ljust(14)} {self.text}{fix}"


def several(about: str, texts: Sequence[str], fix: str) -> Iterator[Finding]:
    """Yield what is put right in the same way; how, stands under the last."""
    for number, text in enumerate(texts, start=1):
        yield Finding(about, text, fix, shows_fix=number == len(texts))
