import { join } from "node:path";
import { root } from "../harness/paths.js";
import { run, type StartOptions } from "../harness/start.js";

export interface Outcome {
  value?: unknown;
  /** Of what was thrown. */
  kind?: string;
  code?: string;
  message?: string;
}

/** A fixture of this folder. */
export function fixture(name: string): string {
  return join(root, "test/runtimes/programs", name);
}

/** What programs/look.mjs says when this runtime runs it. Fails when it crashed or complained. */
export async function look(runtime: readonly string[], options: StartOptions = {}) {
  const argv = [...runtime, fixture("look.mjs")];
  const { code, signal, stdout, stderr } = await run(argv, { ...options, deadlineMs: 60_000 });
  if (code !== 0 || stderr !== "")
    throw new Error(`${argv.join(" ")} ended with ${code ?? signal}:\n${stdout}${stderr}`);
  return JSON.parse(stdout) as Record<string, Outcome>;
}

/** What every place gives where nothing was passed and nobody is to be told. */
export const ordinary: Record<string, Outcome> = {
  listenFds: { value: [] },
  listen: { value: { activated: false, isThere: true } },
  connection: { value: true },
  openFifo: { value: true },
  passedStdio: { value: ["inherit", "inherit", "inherit", "ipc"] },
  kinds: { value: [false, false, true] },
  isMq: { value: false },
  booted: { value: "boolean" },
  notify: { value: false },
  barrier: { value: false },
  watchdog: { value: false },
  onReload: {},
};

/** A part that is not there says so in a sentence. */
export function missing(reason: string) {
  return { kind: "RouseError", code: "NATIVE_MISSING", message: reason };
}
