import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { children, isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { command, deadlineMs, everyWay, firstAnswer, text, ways } from "./example.js";

test.each(
  everyWay.flatMap((way) => ["fork.mjs", "cluster.mjs"].map((name) => [name, way] as const)),
)("examples/sdk/%s goes on serving on %s when a worker dies", async (name, way) => {
  const { running, address } = await ways[way](name);
  const worker = () =>
    get(address).then(
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

test("examples/sdk/watch.mjs starts the program again when it changes, and refuses nobody", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const [, server = ""] = command("express.mjs");
  const running = activate(
    [{ kind: "tcp", address }],
    [...command("watch.mjs"), server, dirname(server)],
  );
  expect(await firstAnswer(address)).toBe("hello from Express\n");
  const write = (program: string) => writeFileSync(server, program);
  const isAnswer = (text: string) => async () => (await get(address, { deadlineMs })).body === text;

  write(text("express.mjs").replace("hello", "welcome"));
  await until(isAnswer("welcome from Express\n"), { deadlineMs, what: "the new text" });
  // Clients wait while the program does not run at all.
  write("throw new Error('half written')");
  await running.line(/half written/, { deadlineMs });
  const waiting = get(address, { deadlineMs });
  write(text("express.mjs"));
  expect((await waiting).body).toBe("hello from Express\n");
});
