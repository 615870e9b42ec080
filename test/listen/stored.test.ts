import { closeSync } from "node:fs";
import { expect, test } from "vitest";
import { memoryFile } from "../../src/notify/fd-store.js";
import { after } from "../harness/after.js";
import { freePort } from "../harness/ports.js";
import { attempt } from "./attempts.js";
import { bindTo, listenOn, loopback, makeSocket } from "./make-sockets.js";

function stored(): number {
  const fd = memoryFile("count", "1");
  after(() => closeSync(fd));
  return fd;
}

test("a file that was stored is not taken for the socket: the fallback is", async () => {
  const fallback = { host: "127.0.0.1", port: await freePort() };
  const [outcome] = await attempt({ count: stored() }, [{ kind: "net", options: { fallback } }]);
  expect(outcome).toMatchObject({ activated: false, address: fallback });
});

test("a file that was stored leaves the one socket the only one, of whatever type", async () => {
  const port = await freePort();
  const web = listenOn(bindTo(makeSocket("inet", "stream"), loopback(port)));
  const [outcome] = await attempt({ count: stored(), web }, [{ kind: "net" }]);
  expect(outcome).toMatchObject({ activated: true, name: "web" });
});

test("a file that was stored is refused in words when it is asked for by its name", async () => {
  const [outcome] = await attempt({ count: stored() }, [
    { kind: "net", options: { name: "count" } },
  ]);
  expect(outcome).toMatchObject({ code: "LISTEN_KIND_REFUSED", errno: "EINVAL" });
  expect(outcome?.message).toContain("expected a listening socket, got a file");
});
