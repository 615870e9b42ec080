import { expect, test } from "vitest";
import { startForeground } from "../engines/foreground.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";

const clock = String.raw`\d+:\d\d`;

test("status does not call a program ready whose clients were let in by --ready-check-else", async () => {
  const address = `127.0.0.1:${await freePortPair()}`;
  const server = ["python3", program("loads.py"), "accept", "tcp", address];
  const late = ["--ready-check-timeout", "1s", "--ready-check-else", "open"];
  const web = await startForeground([address, "--ready-check", "exec:false", ...late], server);
  expect((await get(address)).status).toBe(503);
  await web.reported(({ state }) => state === "running");
  expect(await web.listed()).toMatchObject({ state: "awake", gate: "open" });
  const how = "(exec:false ended with status 1|no check has answered)";
  expect(await web.rouse("status", "web")).toMatch(
    new RegExp(`^ +ready +not in time \\(${how}\\): its clients were let in ${clock} ago$`, "m"),
  );
});

test("--ready-check keeps clients waiting, and ls and status say for what", async () => {
  const address = `127.0.0.1:${await freePortPair()}`;
  const server = ["python3", program("loads.py"), "accept", "tcp", address];
  const check = ["--ready-check", "http:/health", "--ready-check-passes", "2"];
  const web = await startForeground([address, ...check], server);
  expect(await web.rouse("status", "web")).toMatch(/^ +ready check +http:\/health$/m);
  const answers = [get(address), get(address)];
  const [, pid] = await web.running.line(/^loading (\d+)$/);
  await web.reported(({ gate_failed }) => gate_failed !== null);
  const loading = await web.listed();
  expect(loading).toMatchObject({ state: "waking", gate: "shut" });
  expect(loading).toMatchObject({ gate_failed: "http:/health: answered 503" });
  expect(loading.why).toMatch(new RegExp(`^loading for ${clock} \\(http:/health answered 503\\)$`));
  const shut = await web.rouse("status", "web");
  expect(shut).toMatch(
    new RegExp(
      `^ +ready +not yet, for ${clock}, http:/health answered 503: its clients wait$`,
      "m",
    ),
  );
  const status = JSON.parse(await web.rouse("status", "web", "--json"));
  expect(status).toMatchObject({ gate: "shut", ready_checks: ["http:/health"] });
  process.kill(Number(pid), "SIGUSR1");
  for (const { status: code } of await Promise.all(answers)) expect(code).toBe(200);
  await web.reported(({ state }) => state === "running");
  expect(await web.listed()).toMatchObject({ state: "awake", gate: "open", gate_failed: null });
  expect(await web.rouse("status", "web")).toMatch(new RegExp(`^ +ready +yes, for ${clock}$`, "m"));
});
