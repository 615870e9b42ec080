import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { kinds, newAddress } from "../gate/addresses.js";
import { hold } from "../harness/activate.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { descendants } from "../harness/procs.js";
import { until } from "../harness/until.js";

const clientCount = 4;
const restarts = 20;

/** A server of which somebody else holds the socket. */
async function startServer(kind: (typeof kinds)[number], way: "pause" | "read") {
  const address = await newAddress(kind);
  const argv = ["python3", "-S", program("pauses.py"), kind, address, way];
  const holder = hold([{ kind, address }], [rouseExec, "-v", "--", ...argv]);
  await holder.line(/^holding$/);
  /** As systemctl restart does: by SIGTERM of the parent. */
  const restart = async (nth: number) => {
    holder.signal("SIGUSR1");
    await holder.line(/^exited \d+ 0$/, { nth });
  };
  return { address, holder, restart };
}

/** Clients that ask again as soon as they are answered, until they are told to stop; and what each try came to. */
function ask(address: string) {
  const outcomes: unknown[] = [];
  let isOver = false;
  const askOn = async () => {
    while (!isOver) {
      const outcome = get(address).then(({ status }) => status);
      outcomes.push(await outcome.catch((error: unknown) => error));
    }
  };
  const clients = Array.from({ length: clientCount }, askOn);
  const stop = () => {
    isOver = true;
    return Promise.all(clients);
  };
  return { outcomes, stop };
}

/** A signal that came just before would be lost. */
async function inPause(rouseExecPid: number): Promise<void> {
  const number = process.arch === "x64" ? 34 : 73; // elsewhere libc calls ppoll(2)
  const [pid] = descendants(rouseExecPid);
  const call = () => readFileSync(`/proc/${pid}/syscall`, "utf8");
  await until(() => call().startsWith(`${number} `), { what: "the first thread in pause" });
}

describe.each(kinds)("%s: a program with four threads that accept", (kind) => {
  test("and a first one that only waits for signals ends at a restart", async () => {
    const { address, holder, restart } = await startServer(kind, "pause");
    // On a busy machine it may not be caught each time. Which thread a signal to the process would reach is chance.
    const caught = () => holder.output.matches(/stops with listening sockets of its own/);
    for (let nth = 1; caught().length < 4; nth++) {
      expect((await get(address)).status).toBe(200);
      const [, pid] = await holder.line(/^started (\d+)$/, { nth });
      await inPause(Number(pid));
      await restart(nth);
    }
    expect((await get(address)).status).toBe(200);
  });

  test("answers every client, however often it is restarted meanwhile", async () => {
    const { address, holder, restart } = await startServer(kind, "read");
    const { outcomes, stop } = ask(address);
    for (let nth = 1; nth <= restarts; nth++) {
      await holder.line(/^started/, { nth });
      // More than the last run can have answered.
      const enough = outcomes.length + 2 * clientCount;
      await until(() => outcomes.length >= enough, { what: "answers of this run" });
      await restart(nth);
    }
    await stop();
    expect(new Set(outcomes)).toEqual(new Set([200]));
  });
});
