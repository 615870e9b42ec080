import { join } from "node:path";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

export default {
  name: "Dropbear",
  package: "dropbear-bin",
  version: "dropbear -V",
  passed: [[tcp()], [other(), tcp(), tcp("[::1]"), tcp("0.0.0.0")]],
  cannot: { unix: "takes no path" },
  command({ folder, asked }) {
    const addresses = asked.flatMap(({ address }) => ["-p", address]);
    const own = ["-P", join(folder, "pid"), "-r", join(folder, "key"), "-R"];
    return ["dropbear", "-F", "-E", ...own, ...addresses];
  },
  ask: askFor("", /^SSH-2.0-dropbear/),
  hidesClients: true,
} satisfies Server;
