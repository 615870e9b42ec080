import { nginx } from "../nginx.js";
import { tcp } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "nginx, workers that bind with SO_REUSEPORT",
  package: "nginx-light",
  version: "nginx -v",
  passed: [[tcp()], [tcp(), tcp()]],
  cannot: { unix: "SO_REUSEPORT is for TCP" },
  command: (run) => nginx(run, { listen: "reuseport" }),
} satisfies Server;
