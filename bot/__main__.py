"""`python -m bot`, or `bellhop`."""

import gc


def main() -> None:
    """Load the commands, and do the one that was asked for."""
    # what is loaded stays: looking for rubbish in it, again and again, took a fifth of the start
    gc.disable()
    from bot.cli.commands import app  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    app(prog_name="bellhop")


if __name__ == "__main__":
    main()
