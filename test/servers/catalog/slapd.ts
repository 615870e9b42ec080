import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

/** An anonymous bind of LDAPv3 (RFC 4511), and its result, which is success. */
const bindRequest = "0\f\x02\x01\x01`\x07\x02\x01\x03\x04\0\x80\0";
const bindResponse = /^0\f...a.\n.\0/;

export default {
  name: "OpenLDAP slapd",
  package: "slapd",
  version: "slapd -VV",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  note: "ends its sockets by shutdown",
  command({ folder, asked, write }) {
    mkdirSync(join(folder, "data"));
    const file = write("slapd.conf", [
      "include /etc/ldap/schema/core.schema",
      "database ldif",
      'suffix "dc=test"',
      `directory ${folder}/data`,
    ]);
    const urls = asked.map(({ kind, address }) =>
      kind === "unix" ? `ldapi://${encodeURIComponent(address)}` : `ldap://${address}`,
    );
    return ["slapd", "-d", "0", "-f", file, "-h", urls.join(" ")];
  },
  ask: askFor(bindRequest, bindResponse),
  hidesClients: true,
} satisfies Server;
