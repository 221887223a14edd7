"""`python -m playground`: the page, the API and the services alone, for an app that runs elsewhere."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from playground.errors import Json
from playground.sample import MANIFEST
from playground.services import Services
from playground.slack import Slack

SERVICES_TOKEN = "services-playground"  # noqa: S105 - it opens nothing but the playground


async def serve(manifest: Json, port: int, services_port: int, app_url: str) -> None:
    services = Services(SERVICES_TOKEN)
    async with Slack(manifest, port=port) as slack:
        if app_url:
            slack.send_to(app_url)
        await services.start(port=services_port)
        sys.stdout.write(
            f"The page:      {slack.page_url}\n"
            f"Web API:       {slack.api_url}\n"
            f"Bot token:     {slack.bot_token}\n"
            f"App token:     {slack.app_token}\n"
            f"Signing secret {slack.signing_secret}\n"
            f"Services:      {services.url}/\n"
            f"Their token:   {SERVICES_TOKEN}\n"
            f"Events go to:  {app_url or 'the sockets of the app (Socket Mode)'}\n"
        )
        sys.stdout.flush()
        try:
            await asyncio.Event().wait()
        finally:
            await services.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=3100)
    parser.add_argument("--services-port", type=int, default=3101)
    parser.add_argument("--app", default="", metavar="URL", help="the app's Request URL")
    parser.add_argument("--manifest", type=Path, help="a JSON manifest")
    asked = parser.parse_args()
    manifest = json.loads(asked.manifest.read_text("utf-8")) if asked.manifest else MANIFEST
    try:
        asyncio.run(serve(manifest, asked.port, asked.services_port, asked.app))
    except KeyboardInterrupt:
        return


main()
