import { describe, expect } from "vitest";
import { compileC } from "../harness/compile.js";
import { needs } from "../harness/servers.js";
import { areStopped, haveTerminal, Shell } from "./terminal.js";

const ctrlC = "\x03";
const ctrlZ = "\x1a";
const { test } = needs("bash", "python3");

let shells = 0;

describe("at a terminal", () => {
  test("Ctrl-C reaches the program once", async () => {
    const { shell, rouseExec, pid } = await superviseSignals([2, 12]);
    await haveTerminal(pid);
    await pressCtrlC(shell);
    await expectExactly(shell, rouseExec, [2]);
    process.kill(rouseExec, "SIGTERM");
    expect(await shell.status()).toBe(143);
  });

  test("Ctrl-C that ends the program ends rouse-exec in the same way", async () => {
    const { shell, pid } = await superviseSignals([12]);
    await haveTerminal(pid);
    shell.type(ctrlC);
    expect(await shell.status()).toBe(130);
  });

  test("Ctrl-Z stops the program and rouse-exec, and fg continues both", async () => {
    const { shell, rouseExec, pid } = await superviseSignals([2, 12]);
    for (let round = 1; round <= 2; round++) {
      await haveTerminal(pid);
      shell.type(ctrlZ);
      await areStopped([pid, rouseExec]);
      expect(await shell.status()).toBeGreaterThan(128);
      shell.type("fg\n");
      await areStopped([pid, rouseExec], false);
      await haveTerminal(pid);
      await pressCtrlC(shell, round);
    }
    await expectExactly(shell, rouseExec, [2, 2]);
  });

  test("bg lets it go on without the terminal, and fg gives that back", async () => {
    const { shell, rouseExec, pid } = await superviseSignals([2, 12]);
    await haveTerminal(pid);
    shell.type(ctrlZ);
    await areStopped([pid, rouseExec]);
    shell.type("bg\n");
    await areStopped([pid, rouseExec], false);
    expect(await shell.status()).toBe(0);
    shell.type("fg\n");
    await haveTerminal(pid, rouseExec);
    await pressCtrlC(shell);
    await expectExactly(shell, rouseExec, [2]);
  });

  test("started in the background and then fetched, it still gets Ctrl-C once", async () => {
    const { shell, rouseExec } = await superviseSignals([2, 12], "&");
    shell.type("fg\n");
    await haveTerminal(rouseExec);
    await pressCtrlC(shell);
    await expectExactly(shell, rouseExec, [2]);
  });

  test("in a pipeline too", async () => {
    const { shell, rouseExec } = await superviseSignals([2, 12], "| (trap '' INT; cat)");
    await haveTerminal(rouseExec);
    await pressCtrlC(shell);
    await expectExactly(shell, rouseExec, [2]);
  });
});

async function pressCtrlC(shell: Shell, nth = 1): Promise<void> {
  shell.type(ctrlC);
  await shell.running.line(/^got 2 /, { nth });
}

/** What rouse-exec or the program got before, it has handled once SIGUSR2 is told. */
async function expectExactly(shell: Shell, rouseExec: number, signals: number[]): Promise<void> {
  process.kill(rouseExec, "SIGUSR2");
  await shell.running.line(/^got 12 /);
  const got = shell.running.output.matches(/^got (\d+) /).map(([, signal]) => Number(signal));
  expect(got).toEqual([...signals, 12]);
}

async function superviseSignals(signals: number[], rest = "") {
  const shell = await Shell.open();
  const program = [compileC("process-signals"), ...signals.map(String)];
  const listen = `--listen=@rouse-terminal-${process.pid}-${shells++}`;
  const rouseExec = await shell.supervise(program, [listen], rest);
  const [, pid] = await shell.running.line(/^ready (\d+)$/);
  return { shell, rouseExec, pid: Number(pid) };
}
