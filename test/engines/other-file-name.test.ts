import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kill } from "../harness/leftovers.js";
import { replaceProgram } from "../harness/other-rouse-exec.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { startForeground } from "./foreground.js";

const kinds = ["tcp", "unix", "udp"] as const;

/** A service that sleeps, of a rouse-exec whose file is called NAME. */
async function startAs(name: string, kind: (typeof kinds)[number]) {
  const folder = tempDir();
  const path = join(folder, name);
  replaceProgram(path, readFileSync(rouseExec));
  const address = kind === "unix" ? join(folder, "socket") : `127.0.0.1:${await freePort()}`;
  const server = ["python3", program("server.py"), kind, address];
  const listen = [kind === "udp" ? `udp:${address}` : address];
  return startForeground(listen, server, { ROUSE_EXEC_PATH: path });
}

test.each(kinds)("a rouse-exec is there whatever its file is called (%s)", async (kind) => {
  const web = await startAs("a (copy) of it", kind);
  await web.reported(({ state }) => state === "waiting");
  expect(await web.listed()).toMatchObject({ state: "asleep" });
  kill(web.running.pid, "SIGKILL");
  await web.running.exit();
  expect(await web.listed()).toMatchObject({
    state: "failed",
    why: expect.stringMatching(/was killed/),
  });
});

test("a later process of its pid is not taken for it, even one of its name", async () => {
  const web = await startAs("rouse-exec", "tcp");
  const report = await web.reported(({ state }) => state === "waiting");
  kill(web.running.pid, "SIGKILL");
  await web.running.exit();
  const later = start([rouseExec, `--listen=@rouse-${process.pid}`, "--", "sleep", "60"]);
  writeFileSync(web.report, JSON.stringify({ ...report, pid: later.pid }));
  expect(await web.listed()).toMatchObject({ state: "failed" });
});

test("a rouse-exec that does not say when it was started is known by its name", async () => {
  const web = await startAs("rouse-exec", "tcp");
  const report = await web.reported(({ state }) => state === "waiting");
  writeFileSync(web.report, JSON.stringify({ ...report, pid_start_ticks: undefined }));
  expect(await web.listed()).toMatchObject({ state: "asleep" });
});
