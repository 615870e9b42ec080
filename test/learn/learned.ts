import { type Bind, finished, type Result, type Step, stepsCommand } from "../adopt/steps.js";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { readReport } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

/** What `--learn` has noted of an address. */
export interface Learned {
  address: string;
  type: string;
  v6only: boolean;
  pid: number;
  process: string;
  bound_at: string | null;
  listened_at: string | null;
}

/** A program under `rouse-exec --learn`. */
export class Learning {
  readonly running: Running;
  readonly report: string;

  constructor(argv: readonly string[], sockets: ListeningSocket[] = []) {
    this.report = `${tempDir()}/learned.json`;
    const command = [rouseExec, "--learn", `--report=${this.report}`, "--", ...argv];
    this.running = sockets.length > 0 ? activate(sockets, command) : start(command);
  }

  get learned(): Learned[] {
    const report = readReport(this.report);
    return report && "learned" in report ? (report.learned as Learned[]) : [];
  }

  /** Waits until it is known to listen on all these. */
  async listensOn(...addresses: string[]): Promise<Learned[]> {
    const isNoted = (address: string) =>
      this.learned.some((one) => one.address === address && one.listened_at !== null);
    const what = () =>
      `${addresses} in ${JSON.stringify(this.learned)}; ${this.running.output.all()}`;
    await until(() => addresses.every(isNoted), { what });
    return this.learned;
  }
}

/** For sockets that are not adopted: connections of earlier tests may be in TIME-WAIT on their port. */
export const reuse: NonNullable<Bind["options"]> = [["SOL_SOCKET", "SO_REUSEADDR", 1]];

/** Does the steps under `rouse-exec --learn`. */
export async function learnSteps(
  steps: Step[],
  sockets: ListeningSocket[] = [],
): Promise<{ learning: Learning; results: Result[] }> {
  const learning = new Learning(stepsCommand(steps), sockets);
  const { results } = await finished(learning.running);
  return { learning, results };
}

/** One bind, and listen where there is one. */
export async function learnBind(bind: Bind): Promise<Learned & { result: Result }> {
  const { learning, results } = await learnSteps([{ ...bind, options: reuse }]);
  const [learned, ...others] = learning.learned;
  const [result] = results;
  if (!learned || !result || others.length > 0) {
    throw new Error(`expected one bind, got ${JSON.stringify(learning.learned)}`);
  }
  return { ...learned, result };
}
