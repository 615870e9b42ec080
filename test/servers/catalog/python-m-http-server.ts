import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "python3 -m http.server",
  package: "python3",
  version: "python3 --version",
  passed: [[other(), tcp("127.0.0.1", "[::]")], [tcp()]],
  cannot: { "several TCP": "takes one address", unix: "takes no path" },
  command({ folder, first, write }) {
    const { address, host, port } = first;
    write("index.html", JSON.stringify({ address }));
    const bind = host === "::" ? [] : ["--bind", host];
    return ["python3", "-m", "http.server", port, ...bind, "--directory", folder];
  },
  hidesClients: true,
} satisfies Server;
