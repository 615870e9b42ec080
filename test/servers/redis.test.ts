import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { converse } from "../harness/connect.js";
import { needs } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { adopts } from "./adopts.js";
import type { Facts, From } from "./facts.js";
import { otherPlace, type Place, portOf, tcpPlace, unixPlace } from "./places.js";

needs("redis-server", "setpriv", "ss").describe("redis on TCP and unix sockets", () => {
  adopts(async () => {
    const v4 = await tcpPlace();
    const v6 = { ...v4, passed: { ...v4.passed, address: `[::1]:${portOf(v4)}` } };
    const places = [await otherPlace(), unixPlace(), { ...v6, asked: v6.passed.address }, v4];
    return { argv: redis(places), places, ask: clientInfo };
  });
});

/**
 * Redis removes the file of its unix socket before it binds; in a folder with the sticky bit another user
 * than the file's owner cannot, and redis goes on.
 */
function redis(places: Place[]): string[] {
  const folder = openTempDir();
  const file = join(folder, "redis.conf");
  const unix = places.find(({ passed }) => passed.kind === "unix");
  const port = places.flatMap((place) =>
    place.passed.kind === "tcp" && place.asked ? [portOf(place)] : [],
  );
  const lines = [
    "bind 127.0.0.1 ::1",
    `port ${port[0]}`,
    `unixsocket ${unix?.asked}`,
    `dir ${folder}`,
  ];
  writeFileSync(file, [...lines, 'save ""', "appendonly no", "daemonize no"].join("\n"), {
    mode: 0o644,
  });
  const user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  return [...user, "redis-server", file];
}

/** `addr=127.0.0.1:5000 laddr=127.0.0.1:80`; unix: `addr=/path:0 laddr=/path:0`. */
async function clientInfo(address: string, from: From): Promise<Facts> {
  const text = await converse(address, "INFO server\r\nCLIENT INFO\r\n", from);
  const [, pid] = text.match(/^process_id:(\d+)/m) ?? [];
  const [, peer = "", local = ""] = text.match(/ addr=(\S+) laddr=(\S+)/) ?? [];
  return { address: local.replace(/^(\/.*):0$/, "$1"), pid: Number(pid), peer };
}
