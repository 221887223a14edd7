"""`python -m playground`: the page and the API alone, for an app that runs elsewhere."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from playground.errors import Json
from playground.sample import MANIFEST
from playground.slack import Slack


async def serve(manifest: Json, port: int, app_url: str) -> None:
    async with Slack(manifest, port=port) as slack:
        if app_url:
            slack.send_to(app_url)
        sys.stdout.write(
            f"The page:      {slack.page_url}\n"
            f"Web API:       {slack.api_url}\n"
            f"Bot token:     {slack.bot_token}\n"
            f"App token:     {slack.app_token}\n"
            f"Signing secret {slack.signing_secret}\n"
            f"Events go to:  {app_url or 'the sockets of the app (Socket Mode)'}\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=3100)
    parser.add_argument("--app", default="", metavar="URL", help="the app's Request URL")
    parser.add_argument("--manifest", type=Path, help="a JSON manifest")
    asked = parser.parse_args()
    manifest = json.loads(asked.manifest.read_text("utf-8")) if asked.manifest else MANIFEST
    try:
        asyncio.run(serve(manifest, asked.port, asked.app))
    except KeyboardInterrupt:
        return


main()
