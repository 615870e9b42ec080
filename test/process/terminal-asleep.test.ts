import { expect } from "vitest";
import { connect, converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { stat } from "../harness/procs.js";
import { reportState } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { areStopped, haveTerminal, Shell } from "./terminal.js";

const { test } = needs("bash", "python3");

test("at a terminal it sleeps without stopping itself, and each run has the terminal", async () => {
  const { shell, rouseExec, report, address } = await superviseAsleep(["--exit-idle-time=100ms"]);
  for (let run = 1; run <= 3; run++) {
    await haveTerminal(rouseExec);
    const client = await connect(address);
    const { program_pid } = await reportState(report, "running");
    await haveTerminal(program_pid ?? 0);
    client.destroy();
    await reportState(report, "waiting");
    await until(() => stat(rouseExec)?.state === "S", { what: "rouse-exec to wait, not to stop" });
  }
  await haveTerminal(rouseExec);
  shell.type("\x03");
  expect(await shell.status()).toBe(130);
});

test("asleep it is stopped by Ctrl-Z and serves after fg", async () => {
  const { shell, rouseExec, ask } = await superviseAsleep([]);
  shell.type("\x1a");
  await areStopped([rouseExec]);
  expect(await shell.status()).toBeGreaterThan(128);
  shell.type("fg\n");
  await areStopped([rouseExec], false);
  expect(await ask()).toContain("200 OK");
  process.kill(rouseExec, "SIGTERM");
  expect(await shell.status()).toBe(143);
});

test("asleep it ends with the SIGHUP that a shell sends its jobs", async () => {
  const { shell, rouseExec } = await superviseAsleep([]);
  process.kill(rouseExec, "SIGHUP");
  expect(await shell.status()).toBe(129);
});

test("asleep in the background it ends with its terminal, which is gone when SIGHUP comes", async () => {
  const { options, report, server } = await asleepOptions([]);
  const job = [rouseExec, ...options, "--", ...server];
  const running = start(["python3", program("hang-up.py"), ...job]);
  await reportState(report, "waiting");
  running.stdin?.write("\n");
  await running.line(/^ended -1$/);
});

test("so it does when the terminal goes while the program is being stopped", async () => {
  const { options, report, address } = await asleepOptions(["--exit-idle-time=100ms"]);
  const server = ["python3", program("saves.py"), "TERM", "tcp", address];
  const job = [rouseExec, ...options, "--", ...server];
  const running = start(["python3", program("hang-up.py"), ...job]);
  await reportState(report, "waiting");
  (await connect(address)).destroy();
  await reportState(report, "stopping");
  running.stdin?.write("\n");
  await running.line(/^ended 0$/);
});

async function asleepOptions(more: string[]) {
  const address = `127.0.0.1:${await freePort()}`;
  const report = `${tempDir()}/service.json`;
  const options = [`--listen=${address}`, "--lazy", `--report=${report}`, ...more];
  return { address, report, options, server: ["python3", program("server.py"), "tcp", address] };
}

async function superviseAsleep(more: string[]) {
  const shell = await Shell.open();
  const { address, report, options, server } = await asleepOptions(more);
  const rouseExec = await shell.supervise(server, options);
  await reportState(report, "waiting");
  return {
    shell,
    rouseExec,
    report,
    address,
    ask: () => converse(address, "GET / HTTP/1.0\r\n\r\n"),
  };
}
