import { compileGo } from "../../harness/compile.js";
import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "Go net/http, a static program",
  package: "golang-go",
  version: "go version",
  passed: [
    [tcp()],
    [unix()],
    [
      other(),
      tcp("0.0.0.0", ""),
      tcp("127.0.0.1", ""),
      unix(),
      tcp(),
      tcp("[::]", ""),
      tcp("[::1]"),
      unix(),
    ],
  ],
  command: ({ asked }) => [compileGo("adopt-http"), ...asked.map(({ address }) => address)],
} satisfies Server;
