import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { atMost, type Measure, type Row, type Settings } from "./measure.js";
import { inTurn, median } from "./pairs.js";
import { output } from "./process.js";
import { c } from "./programs.js";

const binds = 500;

const adoptedBind = { what: "one adopted bind", unit: "µs", target: atMost(100) };
const otherBind = { what: "one bind that does not concern us", unit: "µs", target: atMost(12) };

export const bind: Measure = { name: "bind", goals: [adoptedBind, otherBind], measure };

async function measure(settings: Settings): Promise<Row[]> {
  const [passed, other] = [await freePort(), await freePort()];
  const timeBind = (port: number) => [c("time-bind"), String(binds), String(port)];
  const supervised = [rouseExec, `--listen=127.0.0.1:${passed}`];
  const arms = {
    native: () => microseconds(timeBind(other)),
    // rouse-exec holds the port: were the bind not adopted, it would fail.
    adopted: () => microseconds([...supervised, ...timeBind(passed)]),
    unconcerned: () => microseconds([...supervised, ...timeBind(other)]),
  };
  const { native, adopted, unconcerned } = await inTurn(arms, settings, 30);
  const beside = `without rouse-exec ${median(native).toFixed(2)} µs`;
  return [
    { ...adoptedBind, samples: adopted, beside },
    { ...otherBind, samples: unconcerned },
  ];
}

async function microseconds(argv: string[]): Promise<number> {
  return Number(await output(argv)) / 1000;
}
