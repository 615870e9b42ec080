import { expect, test } from "vitest";
import { startForeground } from "../engines/foreground.js";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { cmdline } from "../harness/procs.js";

test("--sleep freeze freezes a command of rouse listen, and ls and status say so", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const server = ["python3", program("server.py"), "tcp", address];
  const options = ["--idle", "200ms", "--sleep", "freeze", "--freeze-for", "1h"];
  const web = await startForeground([address, ...options], server);
  expect(cmdline(web.running.pid)).toEqual(
    expect.arrayContaining(["--sleep=freeze", "--freeze-for=1h"]),
  );
  (await connect(address)).destroy();
  await web.reported(({ state }) => state === "frozen");
  const { state, why } = await web.listed();
  expect(state).toBe("frozen");
  expect(why).toMatch(/^[\d.]+ of [\d.]+ MB resident.*; no connection for /);
  const status = await web.rouse("status", "web");
  expect(status).toMatch(/^web, in the foreground: frozen$/m);
  expect(status).toMatch(/ sleeps +frozen after 200ms without a connection, and stopped when it/);
  expect(status).toContain("taken by the program, which the next client continues");
  const { sleep, frozen } = JSON.parse(await web.rouse("status", "web", "--json"));
  expect(sleep).toMatchObject({ how: "freeze", freeze_for_s: 3600, freezes: 1 });
  expect(frozen).toMatchObject({ by: "signal", until: expect.any(String) });
  await connect(address);
  await web.reported((report) => report.state === "running" && report.wakes === 2);
});
