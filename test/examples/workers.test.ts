import { renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { children, fds, isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { command, copyOf, deadlineMs, everyWay, firstAnswer, text, ways } from "./example.js";

test.each(
  everyWay.flatMap((way) => ["fork.mjs", "cluster.mjs"].map((name) => [name, way] as const)),
)("examples/sdk/%s goes on serving on %s when a worker dies", async (name, way) => {
  const { running, address } = await ways[way](name);
  const worker = () =>
    // Node's primary may give a connection to a worker that has just been killed: that client is tried again.
    get(address, { deadlineMs: 2000 }).then(
      ({ body }) => Number(body),
      () => 0,
    );
  const first = await until(worker, { deadlineMs, what: "a worker" });
  expect(children(running.pid)).toContain(first);
  // All workers, so that for a moment only the parent holds the socket.
  for (const pid of children(running.pid)) process.kill(pid, "SIGKILL");
  await until(() => !isAlive(first), { deadlineMs, what: "the end of the worker" });
  const second = await until(worker, { deadlineMs, what: "another worker" });
  expect(second).not.toBe(first);
  expect(children(running.pid)).toContain(second);
});

test("examples/sdk/watch.mjs starts the program again when it changes, and clients wait meanwhile", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const [, server = ""] = command("http.mjs");
  const running = activate(
    [{ kind: "tcp", address, name: "web" }],
    [...command("watch.mjs"), server, dirname(server)],
  );
  expect(await firstAnswer(address)).toBe("hello\n");
  // It starts the program before it watches the folder.
  const isWatching = () => [...fds(running.pid).values()].includes("anon_inode:inotify");
  await until(isWatching, { deadlineMs, what: "a watch of the folder" });

  replace(server, text("http.mjs").replace("hello", "welcome"));
  await running.line(/^passed by systemd/, { nth: 2, deadlineMs });
  expect((await get(address)).body).toBe("welcome\n");
  // While the program does not run at all.
  replace(server, "throw new Error('half written')");
  await running.line(/half written/, { deadlineMs });
  const waiting = get(address, { deadlineMs });
  replace(server, text("http.mjs"));
  expect((await waiting).body).toBe("hello\n");
});

/** At once: the program is never read half written. */
function replace(path: string, program: string): void {
  const written = join(copyOf([]), "written");
  writeFileSync(written, program);
  renameSync(written, path);
}
