import { other, samePort, tcp } from "../places.js";
import type { Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

/** NAMES_REQ of the distribution protocol; the answer begins with the port as four bytes, and there are no names. */
const namesRequest = "\0\x01n";
const noNames = /^\0\0[\s\S]{2}$/;

export default {
  name: "epmd of Erlang",
  package: "erlang-base",
  version: "dpkg-query --show erlang-base",
  needs: ["epmd"],
  passed: [[tcp()], [other(), tcp(), samePort(tcp("[::1]"))]],
  cannot: { unix: "takes no path" },
  note: "binds loopback in each family, whatever it is told",
  command: ({ first }) => ["epmd", "-port", first.port, "-address", "127.0.0.1"],
  ask: askFor(namesRequest, noNames),
  hidesClients: true,
  asDaemon: (command) => [...command, "-daemon"],
} satisfies Server;
