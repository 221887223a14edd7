"""`python -m playground`."""

import asyncio
import sys

import aiohttp


async def test_it_serves_by_itself(http: aiohttp.ClientSession) -> None:
    arguments = ("-m", "playground", "--port", "0", "--services-port", "0")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=pipe)
    assert process.stdout
    said = (await process.stdout.readline()).decode()
    async with http.post(f"{said.split()[-1]}api/api.test") as answer:
        body = await answer.json()
    process.terminate()
    await process.communicate()

    assert body == {"ok": False, "error": "not_authed"}
