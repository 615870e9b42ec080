import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs, programPath } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { nginxArguments } from "../ready/nginx.js";

needs("nginx").test("nginx that reads another port at a reload is told so, and ended", async () => {
  const [address, other] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const argv = nginxArguments(address, "off");
  const options = [`--listen=${address}`, "--lazy", "--exit-idle-time=1h", "--announce=held"];
  const running = start([rouseExec, ...options, "--", programPath("nginx"), ...argv]);
  await running.line(/^held$/);
  expect((await get(address)).status).toBe(200);
  const file = argv[1] ?? "";
  writeFileSync(file, readFileSync(file, "utf8").replace(`listen ${address}`, `listen ${other}`));
  running.signal("SIGHUP");
  await running.line(/worker process \d+ exited with code 0/, { nth: 2, deadlineMs: 60_000 });
  await connect(address);
  const [line] = await running.line(/^rouse-exec: the program listens on .*$/, {
    deadlineMs: 60_000,
  });
  expect(line).toContain(`listens on ${other}, not on ${address}, where a client waits: `);
  expect(await running.exit({ deadlineMs: 60_000 })).toEqual({ code: 124, signal: null });
});
