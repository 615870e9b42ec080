import { program } from "../../harness/paths.js";
import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "python http.server",
  package: "python3",
  version: "python3 --version",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), unix(), tcp()]],
  command: ({ asked }) => {
    return ["python3", program("adopt-http.py"), ...asked.map(({ address }) => address)];
  },
} satisfies Server;
