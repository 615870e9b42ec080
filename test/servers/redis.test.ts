import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { converse } from "../harness/connect.js";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { adopts } from "./adopts.js";
import type { Facts, From } from "./facts.js";
import { otherPlace, type Place, portOf, tcpPlace, unixPlace } from "./places.js";

needs("redis-server", "ss").describe("redis on two TCP sockets", () => {
  adopts(async () => {
    const places = [await otherPlace(), ...(await bothFamilies())];
    return { argv: redis(places), places, ask: clientInfo };
  });
});

// Redis removes the file of its unix socket before it binds; in a folder with the sticky bit another user
// than the owner of the file cannot, and redis goes on.
needsRoot("redis-server", "setpriv", "ss").describe(
  "redis on TCP and unix sockets, as another user",
  () => {
    adopts(async () => {
      const places = [await otherPlace(), unixPlace(), ...(await bothFamilies())];
      const user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
      return { argv: [...user, ...redis(places)], places, ask: clientInfo };
    });
  },
);

/** Redis knows one port for all its addresses. */
async function bothFamilies(): Promise<Place[]> {
  const v4 = await tcpPlace();
  const address = `[::1]:${portOf(v4)}`;
  return [{ passed: { ...v4.passed, address }, asked: address }, v4];
}

function redis(places: Place[]): string[] {
  const folder = openTempDir();
  const file = join(folder, "redis.conf");
  const asked = places.filter((place) => place.asked !== undefined);
  const settings = ["bind 127.0.0.1 ::1", `dir ${folder}`, 'save ""', "appendonly no"];
  writeFileSync(file, [...settings, ...asked.map(listening)].join("\n"), { mode: 0o644 });
  return ["redis-server", file];
}

function listening(place: Place): string {
  return place.passed.kind === "unix" ? `unixsocket ${place.asked}` : `port ${portOf(place)}`;
}

/** `addr=127.0.0.1:5000 laddr=127.0.0.1:80`; unix: `addr=/path:0 laddr=/path:0`. */
async function clientInfo(address: string, from: From): Promise<Facts> {
  const text = await converse(address, "INFO server\r\nCLIENT INFO\r\n", from);
  const [, pid] = text.match(/^process_id:(\d+)/m) ?? [];
  const [, peer = "", local = ""] = text.match(/ addr=(\S+) laddr=(\S+)/) ?? [];
  return { address: local.replace(/^(\/.*):0$/, "$1"), pid: Number(pid), peer };
}
