import { converse } from "../../harness/connect.js";
import { other, samePort, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "Redis",
  package: "redis-server",
  version: "redis-server --version",
  // It knows one port for all its addresses.
  passed: [[tcp()], [unix()], [other(), unix(), tcp("[::1]"), samePort(tcp())]],
  command({ folder, asked, write }) {
    const hosts = asked.map(({ host }) => host).join(" ");
    const lines = [hosts && `bind ${hosts}`, "port 0", `dir ${folder}`, 'save ""', "appendonly no"];
    for (const { kind, address, port } of asked) {
      const path = `unixsocket ${address}\nunixsocketperm 777`;
      lines.push(kind === "unix" ? path : `port ${port}`);
    }
    return ["redis-server", write("redis.conf", lines)];
  },
  /** `addr=127.0.0.1:5000 laddr=127.0.0.1:80`; unix: `addr=/path:0 laddr=/path:0`. */
  async ask(address, { from }) {
    const text = await converse(address, "INFO server\r\nCLIENT INFO\r\n", from);
    const [, pid] = text.match(/^process_id:(\d+)/m) ?? [];
    const [, peer = "", local = ""] = text.match(/ addr=(\S+) laddr=(\S+)/) ?? [];
    return { address: local.replace(/^(\/.*):0$/, "$1"), pid: Number(pid), peer };
  },
  asDaemon: (command) => [...command, "--daemonize", "yes"],
} satisfies Server;
