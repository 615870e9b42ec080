import { other, samePort, tcp, unix } from "../places.js";
import { type Server, without } from "../server.js";
import { askFor } from "../wire/exchange.js";

/** One signature, of a file that is not there: without any it does not start. */
const signature = `${"0".repeat(32)}:1:none`;

export default {
  name: "ClamAV clamd",
  package: "clamav-daemon",
  version: "clamd --version",
  passed: [[tcp()], [unix()], [other(), tcp(), samePort(tcp("[::1]")), unix()]],
  note: "ends its sockets by shutdown",
  command({ folder, asked, write }) {
    write("database/none.hdb", signature);
    const inet = asked.filter(({ kind }) => kind === "tcp");
    const file = write("clamd.conf", [
      `DatabaseDirectory ${folder}/database\nTemporaryDirectory ${folder}\nPidFile ${folder}/pid`,
      ...inet.slice(0, 1).map(({ port }) => `TCPSocket ${port}`),
      ...inet.map(({ host }) => `TCPAddr ${host}`),
      ...asked.filter(({ kind }) => kind === "unix").map(({ address }) => `LocalSocket ${address}`),
    ]);
    return ["clamd", "--foreground", "--config-file", file];
  },
  ask: askFor("PING\n", /^PONG\n$/),
  hidesClients: true,
  asDaemon: without("--foreground"),
} satisfies Server;
