"""A finding: one line of `bellhop check`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and how it is; with a `fix` it is wrong."""

    about: str
    text: str
    fix: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing has to be done."""
        return not self.fix

    def __str__(self) -> str:
        """Return the lines to print."""
        mark = "✓" if self.ok else "✗"
        fix = f"\n{'':17}→ {self.fix}" if self.fix else ""
        return f"{mark} {self.about.ljust(14)} {self.text}{fix}"
