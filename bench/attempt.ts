import { waitIfInterrupted } from "./cleanup.js";
import { type Goal, NotMeasured, type Row } from "./measure.js";

/** What this machine lacks and what went wrong are rows too: the other measures still count. */
export async function attempt(
  goals: readonly Goal[],
  measure: () => Promise<Row[]>,
): Promise<Row[]> {
  try {
    return await measure();
  } catch (error) {
    await waitIfInterrupted();
    const reason = reasonOf(error);
    return goals.map((goal) => ({ ...goal, reason }));
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NotMeasured) return error.message;
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  return "it failed, see above the table";
}
