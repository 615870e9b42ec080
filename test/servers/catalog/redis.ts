import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { converse } from "../../harness/connect.js";
import type { Ask } from "../facts.js";
import { other, samePort, tcp, unix } from "../places.js";
import type { Run, Server } from "../server.js";

/** A thousand values of 100 kB in the format of dump.rdb, without a checksum. */
function dump(): Buffer {
  const value = Buffer.alloc(100_000, "x");
  const length = Buffer.from([0x80, 0, 0, 0, 0]);
  length.writeUInt32BE(value.length, 1);
  const pairs = Array.from({ length: 1000 }, (_, nth) => {
    const key = `key:${nth}`;
    return [Buffer.from(`\0${String.fromCharCode(key.length)}${key}`), length, value];
  });
  return Buffer.concat([
    Buffer.from("REDIS0009"),
    ...pairs.flat(),
    Buffer.from([0xff]),
    Buffer.alloc(8),
  ]);
}

function redis({ folder, asked, write }: Run): string[] {
  const hosts = asked.map(({ host }) => host).join(" ");
  const lines = [hosts && `bind ${hosts}`, "port 0", `dir ${folder}`, 'save ""', "appendonly no"];
  for (const { kind, address, port } of asked) {
    const path = `unixsocket ${address}\nunixsocketperm 777`;
    lines.push(kind === "unix" ? path : `port ${port}`);
  }
  return ["redis-server", write("redis.conf", lines)];
}

/** `addr=127.0.0.1:5000 laddr=127.0.0.1:80`; unix: `addr=/path:0 laddr=/path:0`. It gives both while it loads, too. */
const ask: Ask = async (address, { from }) => {
  const text = await converse(address, "PING\r\nINFO server\r\nCLIENT INFO\r\n", from);
  if (!text.startsWith("+PONG")) throw new Error(text);
  const [, pid] = text.match(/^process_id:(\d+)/m) ?? [];
  const [, peer = "", local = ""] = text.match(/ addr=(\S+) laddr=(\S+)/) ?? [];
  return { address: local.replace(/^(\/.*):0$/, "$1"), pid: Number(pid), peer };
};

export default {
  name: "Redis",
  package: "redis-server",
  version: "redis-server --version",
  // It knows one port for all its addresses.
  passed: [[tcp()], [unix()], [other(), unix(), tcp("[::1]"), samePort(tcp())]],
  command: redis,
  ask,
  asDaemon: (command) => [...command, "--daemonize", "yes"],
  /** With 100 MB to load. */
  early: {
    says: "LOADING",
    checks: {
      tcp: [
        'exec:redis-cli -h "$ROUSE_CHECK_HOST" -p "$ROUSE_CHECK_PORT" ping | grep -q PONG',
        "notify",
      ],
      unix: ['exec:redis-cli -s "$ROUSE_CHECK_ADDRESS" ping | grep -q PONG', "notify"],
    },
    command(run) {
      writeFileSync(join(run.folder, "dump.rdb"), dump());
      return [
        ...redis(run),
        "--supervised",
        "systemd",
        "--protected-mode",
        "no",
        "--key-load-delay",
        "500",
      ];
    },
    ask,
  },
} satisfies Server;
