import { describe, expect, test } from "vitest";
import { hold, type ListeningSocket } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState, reportWhere } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

/** Packages with which npm's servers ask by connect(2) whether their port is free, and what their users then do. */
const packages = {
  portscanner: "moves away",
  "tcp-port-used": "refuses",
  "is-port-reachable": "refuses",
};

interface Asleep {
  running: Running;
  address: string;
  port: number;
  /** That it has been awake so many times, and sleeps. */
  sleeps(wakes: number): Promise<unknown>;
}

/** A program that asks before it listens, asleep. */
type Way = (name: string, option?: string) => Promise<Asleep>;

async function commandOf(name: string, option = "--verbose") {
  const [port, report] = [await freePort(), `${tempDir()}/service.json`];
  const address = `127.0.0.1:${port}`;
  const options = ["--exit-idle-time=300ms", `--report=${report}`, option];
  const asker = [process.execPath, program("asks-port.mjs"), name, String(port)];
  const command = (...more: string[]) => [rouseExec, ...options, ...more, "--", ...asker];
  return { port, address, report, command };
}

const embedded: Way = async (name, option) => {
  const { command, report, ...asleep } = await commandOf(name, option);
  const running = start(command(`--listen=${asleep.address}`, "--lazy"));
  await reportState(report, "waiting");
  const sleeps = (wakes: number) => {
    return reportWhere(report, (it) => it.wakes === wakes && it.state === "waiting");
  };
  return { ...asleep, running, sleeps };
};

const activated: Way = async (name, option) => {
  const { command, ...asleep } = await commandOf(name, option);
  const socket: ListeningSocket = { kind: "tcp", address: asleep.address };
  const running = hold([socket], command());
  await running.line(/^holding$/);
  const sleeps = (wakes: number) => running.line(/^exited \d+ 0$/, { nth: wakes });
  return { ...asleep, running, sleeps };
};

describe.each(Object.entries(packages))("a program that asks %s", (name, otherwise) => {
  test.each([
    ["--lazy", embedded],
    ["LISTEN_FDS", activated],
  ])("listens where it is to: it answers, sleeps, and is woken again (%s)", async (_, begin) => {
    const { running, address, sleeps } = await begin(name);
    for (const wake of [1, 2]) {
      expect(await get(address), running.output.all()).toMatchObject({ body: "served" });
      await sleeps(wake);
    }
    expect(running.output.all()).not.toMatch(/is taken/);
  });

  test("takes the held port for somebody else's with --no-connect-guard", async () => {
    const { running, address, port } = await embedded(name, "--no-connect-guard");
    await connect(address);
    await running.line(new RegExp(`^port ${port} is taken: ${otherwise}$`));
  });
});
