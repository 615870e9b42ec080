import { nginx } from "../nginx.js";
import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "nginx",
  package: "nginx-light",
  version: "nginx -v",
  passed: [
    [tcp()],
    [unix(), unix()],
    [other(), tcp(), unix(), tcp()],
    [tcp("0.0.0.0"), tcp("127.0.0.1", "0.0.0.0"), tcp("[::1]"), tcp("[::1]", "[::]")],
  ],
  command: nginx,
  asDaemon: (_, run) => nginx(run, { daemon: "on" }),
} satisfies Server;
