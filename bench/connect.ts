import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { atMost, type Measure, type Row, type Settings } from "./measure.js";
import { inTurn, median } from "./pairs.js";
import { output } from "./process.js";
import { c } from "./programs.js";

const connects = 2000;

const added = { what: "one connect, TCP passed, added", unit: "µs", target: atMost(10) };
const unguarded = { what: "the same with --no-connect-guard, added", unit: "µs" };

export const connect: Measure = { name: "connect", goals: [added, unguarded], measure };

/** A program that listens on the passed port, and connects to another server. */
async function measure(settings: Settings): Promise<Row[]> {
  const port = await freePort();
  const program = [c("time-connect"), String(connects), String(port)];
  const supervised = [rouseExec, `--listen=127.0.0.1:${port}`];
  const arms = {
    native: () => microseconds(program),
    guarded: () => microseconds([...supervised, ...program]),
    free: () => microseconds([...supervised, "--no-connect-guard", ...program]),
  };
  const { native, guarded, free } = await inTurn(arms, settings, 30);
  const over = (samples: readonly number[]) =>
    samples.map((sample, index) => sample - (native[index] ?? 0));
  const beside = `without rouse-exec ${median(native).toFixed(2)} µs`;
  return [
    { ...added, samples: over(guarded), beside },
    { ...unguarded, samples: over(free) },
  ];
}

async function microseconds(argv: string[]): Promise<number> {
  return Number(await output(argv)) / 1000;
}
