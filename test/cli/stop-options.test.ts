import { expect } from "vitest";
import { startForeground, startSteps } from "../engines/foreground.js";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { cmdline } from "../harness/procs.js";
import { needs } from "../harness/servers.js";

const { test } = needs("unshare");

test("--stop-signal-to all puts a command to sleep whose first process passes no signal on", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const server = ["unshare", "-f", "python3", program("server.py"), "tcp", address];
  const options = ["--idle", "200ms", "--stop-signal-to", "all", "--stop-timeout", "infinity"];
  const web = await startForeground([address, ...options], server);
  expect(cmdline(web.running.pid)).toEqual(
    expect.arrayContaining(["--stop-signal-to=all", "--stop-timeout=infinity"]),
  );
  (await connect(address)).destroy();
  await web.reported(({ state, wakes }) => state === "waiting" && wakes === 1);
});

test("--stop-signal is the signal that puts a command to sleep", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const web = await startSteps([address, "--idle", "200ms", "--stop-signal", "QUIT"]);
  (await connect(address)).destroy();
  await web.take(`ignore; bind s tcp ${address}; listen s; accept s`);
  const slept = await web.reported(({ state, wakes }) => state === "waiting" && wakes === 1);
  expect(slept.last_exit).toEqual({ code: null, signal: 3, reason: "idle" });
  expect(await web.rouse("status", "web")).toMatch(/^ +last end +SIGQUIT, put to sleep$/m);
});

test("--stop-timeout is how long a command has that ignores SIGTERM", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const web = await startSteps([address, "--idle", "200ms", "--stop-timeout=300ms"]);
  (await connect(address)).destroy();
  await web.take(`ignore; bind s tcp ${address}; listen s; accept s`);
  const slept = await web.reported(({ state, wakes }) => state === "waiting" && wakes === 1);
  expect(slept.last_exit).toEqual({ code: null, signal: 9, reason: "idle" });
  expect(web.running.stderr).toMatch(/did not stop in time: killing it/);
});
