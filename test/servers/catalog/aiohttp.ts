import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const application = `
import os, sys
from aiohttp import web

def site(runner, told):
    if told.startswith("/"):
        return web.UnixSite(runner, told)
    host, port = told.rsplit(":", 1)
    return web.TCPSite(runner, host.strip("[]"), int(port))

async def answer(request):
    facts = {"pid": os.getpid()}
    if peer := request.transport.get_extra_info("peername"):
        facts["peer"] = f"[{peer[0]}]:{peer[1]}" if ":" in peer[0] else f"{peer[0]}:{peer[1]}"
    return web.json_response(facts)

async def serve():
    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    for told in sys.argv[1:]:
        await site(runner, told).start()

import asyncio
loop = asyncio.new_event_loop()
loop.run_until_complete(serve())
loop.run_forever()
`;

export default {
  name: "aiohttp on asyncio",
  package: "python3-aiohttp",
  version: "python3 -c 'import aiohttp; print(aiohttp.__version__)'",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  command({ asked, write }) {
    return ["python3", write("serve.py", application), ...asked.map(({ address }) => address)];
  },
} satisfies Server;
