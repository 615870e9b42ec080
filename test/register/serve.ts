import { type ActivateOptions, activate, type Passed } from "../harness/activate.js";
import type { Running } from "../harness/start.js";
import { fixture, register } from "./program.js";

/** Node and what makes it adopt. */
export const registered = [process.execPath, "--import", register];

export const deadlineMs = 60_000;

/** serve.mjs as it is when it serves; `shown` is what address() gave. */
export async function serve(
  sockets: Passed[],
  kind: string,
  args: unknown[],
  { node = registered, ...options }: ActivateOptions & { node?: string[] } = {},
): Promise<Running & { shown: unknown }> {
  const running = activate(
    sockets,
    [...node, fixture("serve.mjs"), kind, JSON.stringify(args)],
    options,
  );
  const [, shown = ""] = await running.line(/^serves (.*)$/, { deadlineMs });
  return Object.assign(running, { shown: JSON.parse(shown) });
}
