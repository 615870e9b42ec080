import { join } from "node:path";
import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { socketInode } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

async function startWorkers(kind: "tcp" | "unix", count: number) {
  const address = kind === "tcp" ? `127.0.0.1:${await freePort()}` : join(tempDir(), "socket");
  const argv = ["python3", "-B", program("adopt-workers.py"), address, String(count)];
  const running = activate([{ kind, address }], [rouseExec, "--", ...argv]);
  await running.line(/^ready$/);
  return { running, address, passed: socketInode(running.pid, 3) };
}

test.each(["tcp", "unix"] as const)(
  "50 processes that bind at the same moment all get the socket, %s",
  async (kind) => {
    const { running, passed } = await startWorkers(kind, 50);
    const told = () => running.output.matches(/^(\d+) (\d+)$/);
    await until(() => told().length === 50, { what: "50 binds" });
    expect(new Set(told().map(([line]) => line))).toEqual(new Set([`${passed} 0`]));
  },
);

test("four workers with SO_REUSEPORT share the connections of the one socket", async () => {
  const { running, passed, address } = await startWorkers("tcp", 4);
  await running.line(new RegExp(`^${passed} 0$`), { nth: 4 });
  const pids = new Set<string>();
  // Whoever wakes first accepts: with four waiting, some connection soon meets another worker.
  await until(async () => pids.add(await converse(address, "")).size > 1, {
    what: () => `a second worker to answer, so far ${[...pids].join(" ")}`,
  });
  const answers = Array.from({ length: 40 }, () => converse(address, ""));
  expect((await Promise.all(answers)).filter((text) => /^\d+$/.test(text))).toHaveLength(40);
});
