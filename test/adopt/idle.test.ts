import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { connectFirst } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { atOnce, expectAwake, expectSleep, type Idler, startIdler } from "./idle.js";

async function tcp(host = "127.0.0.1"): Promise<string> {
  return `${host}:${await freePort()}`;
}

/** Awake as long as the connection is open, asleep after its end. */
async function holdAndRelease(idler: Idler, address = idler.address): Promise<void> {
  const socket = await connectFirst(idler.running, address);
  await idler.running.line(/^accepted$/);
  await expectAwake(idler);
  const used = performance.now();
  socket.destroy();
  await expectSleep(idler, used);
}

needs("ss").describe("a server is awake", () => {
  atOnce({
    "as long as an IPv6 connection is open": async () =>
      holdAndRelease(startIdler(await tcp("[::1]"), "hold")),

    "as long as an IPv4 client is connected to its IPv6 socket": async () => {
      const idler = startIdler(await tcp("[::]"), "hold");
      await holdAndRelease(idler, idler.address.replace("[::]", "127.0.0.1"));
    },

    "as long as a client keeps a connection of which the server has closed its half": async () => {
      const idler = startIdler(await tcp(), "half");
      const socket = await connectFirst(idler.running, idler.address, { allowHalfOpen: true });
      await idler.running.line(/^accepted$/);
      await expectAwake(idler);
      const used = performance.now();
      socket.end();
      await expectSleep(idler, used);
    },

    "and sleeps when its connections are only in TIME_WAIT": async () => {
      const idler = startIdler(await tcp(), "close");
      const used = performance.now();
      const socket = await connectFirst(idler.running, idler.address);
      socket.resume();
      await until(() => socket.closed, { what: "the server to close first" });
      const slept = expectSleep(idler, used);
      const [, port] = idler.address.split(":");
      const waiting = ["-H", "-tan", "state", "time-wait", `sport = :${port}`];
      // Where the machine is busy, the client's FIN is still on its way when the client has closed.
      const isWaiting = () =>
        execFileSync("ss", waiting, { encoding: "utf8" }).includes(idler.address);
      await until(isWaiting, { what: "the connection to be in TIME_WAIT" });
      await slept;
    },
  });
});

needsRoot("unshare").describe("across network namespaces", () => {
  atOnce({
    "a unix client of another one counts": async () => {
      const path = join(tempDir(), "socket");
      const client = start(["unshare", "--net", "python3", program("adopt-client.py"), path]);
      await client.line(/^ready$/);
      client.stdin?.write("\n");
      const idler = startIdler(path, "hold");
      await client.line(/^connected$/);
      idler.running.stdin?.write("\n");
      await expectAwake(idler);
      const slept = expectSleep(idler);
      client.stdin?.end();
      await slept;
    },

    "a TCP client counts, though the program has no network but the passed socket": async () =>
      holdAndRelease(startIdler(await tcp(), "hold", { before: ["unshare", "--net"] })),
  });
});
