import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { type Engine, engines, guard, type Passed } from "../guards/calls.js";
import { needsCallsAsRoot } from "../guards/needs-calls.js";
import { hasCompat } from "../harness/compat.js";
import { compileC } from "../harness/compile.js";
import { freePort } from "../harness/ports.js";
import type { Running } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { untilQuick } from "../harness/until.js";

const { describe } = needsCallsAsRoot();
const deadlineMs = 30_000;

/** Each way in which rouse-exec reads the memory of the program. */
const ways: Record<string, Passed["kind"]> = {
  "bind-tcp": "tcp",
  "bind-udp": "udp",
  "bind-unix": "unix",
  connect: "tcp",
  unlink: "unix",
  ...(hasCompat ? { socketcall: "tcp" as const } : {}),
};

async function start(how: string, when: "late" | "never", engine: Engine): Promise<Running> {
  const kind = ways[how] ?? "tcp";
  const place = kind === "unix" ? `${tempDir()}/socket` : String(await freePort());
  const other = String(await freePort());
  const address = kind === "unix" ? place : `127.0.0.1:${place}`;
  const passed: Passed[] = [
    { kind, address },
    { kind: "tcp", address: `127.0.0.1:${other}` },
  ];
  const argv = [compileC("fault-for-ever"), how, place, when, other];
  return guard(passed, argv, { engine });
}

function told(running: Running): string[] {
  return running.stderr.split("\n").filter((line) => line.startsWith("rouse-exec: "));
}

const modes = Object.keys(ways).flatMap((how) => engines.map((engine) => [how, engine] as const));

describe("a page of the program that faults to the program itself", () => {
  atOnce(
    Object.fromEntries(
      modes.map(([how, engine]) => [
        `keeps the other calls waiting for a second only: ${how}, ${engine}`,
        async () => {
          const running = await start(how, "never", engine);
          await running.line(/^bound 0$/, { deadlineMs });
          expect(told(running)).toEqual([
            expect.stringMatching(/: the memory of process \d+ could not be read within a second /),
          ]);
        },
      ]),
    ),
  );

  atOnce(
    Object.fromEntries(
      Object.keys(ways).map((how) => [
        `is read when it comes in time: ${how}`,
        async () => {
          const isReadInTime = async () => {
            const running = await start(how, "late", "systemd");
            // Nobody holds the passed socket: ECONNREFUSED.
            await running.line(how === "connect" ? /^did 111$/ : /^did 0$/, { deadlineMs });
            return told(running).length === 0;
          };
          await untilQuick(isReadInTime, "a page that comes within a second");
        },
      ]),
    ),
  );
});
