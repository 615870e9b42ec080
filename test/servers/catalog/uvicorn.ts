import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const application = `
import json, os

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    facts = {"pid": os.getpid()}
    if scope["client"]:
        host, port = scope["client"]
        facts["peer"] = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    loaded = os.environ.get("LOADED")
    status = 503 if loaded and not os.path.exists(loaded) else 200
    await send({"type": "http.response.start", "status": status})
    await send({"type": "http.response.body", "body": json.dumps(facts).encode()})
`;

export default {
  name: "Uvicorn",
  package: "uvicorn",
  version: "uvicorn --version",
  passed: [[other(), tcp()], [tcp("[::1]")], [other(unix()), unix()]],
  cannot: { "several TCP": "takes one address" },
  command({ folder, first, write }) {
    write("facts.py", application);
    const { kind, address, host, port } = first;
    const where = kind === "unix" ? ["--uds", address] : ["--host", host, "--port", port];
    return ["uvicorn", ...where, "--app-dir", folder, "--lifespan", "off", "facts:app"];
  },
} satisfies Server;
