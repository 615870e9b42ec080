import { expect, test } from "vitest";
import { parseStopSignal } from "../../src/definition/stop-signal.js";
import { RouseError } from "../../src/errors/rouse-error.js";
import { rouseExec } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { refusal } from "./refused.js";

/** Whether `rouse` takes a stop signal. */
function isTaken(signal: string): boolean {
  try {
    return parseStopSignal(signal) === signal;
  } catch (error) {
    if (error instanceof RouseError && error.code === "STOP_SIGNAL_UNKNOWN") return false;
    throw error;
  }
}

const names = ["HUP", "INT", "QUIT", "ABRT", "KILL", "USR1", "USR2", "ALRM", "TERM", "TSTP", "PWR"];
const others = [
  "WINCH",
  "PIPE",
  "SEGV",
  "BUS",
  "ILL",
  "FPE",
  "TRAP",
  "SYS",
  "CHLD",
  "URG",
  "IO",
  "POLL",
  "XCPU",
  "XFSZ",
  "PROF",
  "VTALRM",
  "STKFLT",
  "TTIN",
  "TTOU",
  "STOP",
  "CONT",
];
const numbers = [
  "0",
  "1",
  "15",
  "16",
  "17",
  "18",
  "19",
  "20",
  "21",
  "22",
  "23",
  "24",
  "29",
  "64",
  "65",
  "15s",
  "-1",
  "",
];
const spelled = ["SIGQUIT", "SIG15", "quit", "RTMIN+0", "SIGRTMIN+30", "RTMIN+31", "RTMIN", "FROB"];

test.each([...names, ...others, ...numbers, ...spelled])(
  "rouse takes the stop signal %o if rouse-exec does",
  async (signal) => {
    const listen = `--listen=@rouse-stop-signals-${process.pid}`;
    const { code } = await run([rouseExec, listen, `--stop-signal=${signal}`, "--", "true"]);
    expect(isTaken(signal)).toBe(code === 0);
  },
);

test.each([
  ["CHLD", "it only tells one of the end of a child"],
  ["SIGCHLD", "it only tells one of the end of a child"],
  ["17", "it only tells one of the end of a child"],
  ["URG", "it only tells one of urgent data"],
  ["TTIN", "it only pauses or continues one"],
  ["SIGTTOU", "it only pauses or continues one"],
  ["STOP", "it only pauses or continues one"],
  ["CONT", "it only pauses or continues one"],
])("the sentence says why %s cannot be the stop signal, and which can", async (signal, why) => {
  expect(await refusal([`--listen=@rouse-why-not-${process.pid}`, `--stop-signal=${signal}`])).toBe(
    `rouse-exec: --stop-signal=${signal} ends no program: ${why}; write SIGTERM, or the signal at which the program ends`,
  );
});
