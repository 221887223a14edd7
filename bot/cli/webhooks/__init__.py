"""`bellhop webhooks`: what other systems told us, who they are, and trying them."""

import typer

from bot.cli.webhooks import episodes, received, senders, sending

app = typer.Typer(help="What other systems told us, and trying them.", no_args_is_help=True)
app.command("list")(received.list_)
app.command("show")(received.show)
app.command("replay")(received.replay)
app.command("episodes")(episodes.list_)
app.command("senders")(senders.list_)
app.command("send")(sending.send)
app.command("types")(sending.types_)
