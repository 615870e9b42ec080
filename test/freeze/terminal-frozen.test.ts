import { expect } from "vitest";
import { connect, converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { isAlive, stat } from "../harness/procs.js";
import { reportState } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { areStopped, haveTerminal, Shell } from "../process/terminal.js";
import { frozenFor } from "./freezer.js";

const { test } = needs("bash", "python3");

test("at a terminal it is frozen and goes on, and Ctrl-C ends it frozen", async () => {
  const { shell, rouseExec, report, address } = await superviseFrozen();
  let pid = 0;
  for (let freezes = 1; freezes <= 3; freezes++) {
    const client = await connect(address);
    pid = (await reportState(report, "running")).program_pid ?? 0;
    await haveTerminal(pid);
    client.destroy();
    await frozenFor(report, freezes);
    await haveTerminal(rouseExec);
    await until(() => stat(rouseExec)?.state === "S", { what: "rouse-exec to wait, not to stop" });
    expect(stat(pid)?.state).toBe("T");
  }
  shell.type("\x03");
  expect(await shell.status()).toBe(130);
  await until(() => !isAlive(pid), { what: "the program to end" });
});

test("frozen it is stopped by Ctrl-Z and serves after fg", async () => {
  const { shell, rouseExec, report, address } = await superviseFrozen();
  expect(await askFor(address)).toContain("200 OK");
  await frozenFor(report);
  shell.type("\x1a");
  await areStopped([rouseExec]);
  expect(await shell.status()).toBeGreaterThan(128);
  shell.type("fg\n");
  await areStopped([rouseExec], false);
  expect(await askFor(address)).toContain("200 OK");
  process.kill(rouseExec, "SIGTERM");
  expect(await shell.status()).toBe(143);
});

test("in the background it goes on without taking the terminal", async () => {
  const { shell, rouseExec, report, address } = await superviseFrozen();
  expect(await askFor(address)).toContain("200 OK");
  await frozenFor(report);
  shell.type("\x1a");
  await areStopped([rouseExec]);
  expect(await shell.status()).toBeGreaterThan(128);
  shell.type("bg\n");
  await areStopped([rouseExec], false);
  expect(await askFor(address)).toContain("200 OK");
  expect(await shell.status()).toBe(0);
  process.kill(rouseExec, "SIGTERM");
  await reportState(report, "exited");
});

const askFor = (address: string) => converse(address, "GET / HTTP/1.0\r\n\r\n");

async function superviseFrozen() {
  const shell = await Shell.open();
  const address = `127.0.0.1:${await freePort()}`;
  const report = `${tempDir()}/service.json`;
  const sleep = ["--lazy", "--sleep=freeze", "--exit-idle-time=200ms"];
  const options = [`--listen=${address}`, `--report=${report}`, ...sleep];
  const server = ["python3", program("server.py"), "tcp", address];
  const rouseExec = await shell.supervise(server, options);
  await reportState(report, "waiting");
  return { shell, rouseExec, report, address };
}
