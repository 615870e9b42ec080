import { program } from "../../harness/paths.js";
import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "Node http",
  package: "—",
  version: `${process.execPath} --version`,
  note: "the Node that runs the tests",
  passed: [
    [tcp()],
    [unix()],
    [other(), tcp(), unix(), tcp("[::1]"), tcp(), unix()],
    [
      tcp("[::]"),
      tcp("0.0.0.0", "[::]"),
      tcp("127.0.0.1", "[::]"),
      tcp("127.0.0.1", "*"),
      tcp("[::1]", "[::]"),
      tcp("[::]", "*"),
    ],
  ],
  command: ({ asked }) => {
    return [process.execPath, program("adopt-http.mjs"), ...asked.map(({ address }) => address)];
  },
} satisfies Server;
