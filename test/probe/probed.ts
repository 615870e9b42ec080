import { findPortName } from "../../src/probe/port-names.js";
import { rouse, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { type Running, run, type StartOptions, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { PATH } from "../servers/path.js";

/** The document of `rouse probe --json`. */
export interface Probed {
  ended: string;
  exit: { code: number | null; signal: number | null } | null;
  binds: Bound[];
  answers: {
    address: string;
    protocol: string;
    answers: { asked: string; answer: string; says: string; after_ms: number }[];
  }[];
  ready_after_ms: number | null;
  findings: { code: string; text: string }[];
  proposal: {
    name: string;
    add: string[];
    ready_checks: string[];
    units: { unit: string; text: string }[];
    problem: string | null;
  } | null;
}

export interface Bound {
  address: string;
  type: string;
  ipv6_only: boolean;
  name: string | null;
  state: string;
  process: { pid: number; name: string };
  bound_after_ms: number | null;
  listened_after_ms: number | null;
  sockets: number;
  holder: { pid: number; name: string } | null;
}

/** `rouse probe …`, with a folder for temporary files of its own. */
export function probeArgv(...args: string[]): string[] {
  return [process.execPath, rouse, "probe", ...args];
}

export function probeOptions(): StartOptions & { temporary: string } {
  const temporary = tempDir();
  return { env: { PATH, TMPDIR: temporary, ROUSE_EXEC_PATH: rouseExec }, temporary };
}

/** Runs it to its end. */
export function probe(...args: string[]) {
  const { temporary, ...options } = probeOptions();
  return run(probeArgv(...args), { ...options, deadlineMs: 60_000 });
}

export function startProbe(...args: string[]): { running: Running; temporary: string } {
  const { temporary, ...options } = probeOptions();
  return { running: start(probeArgv(...args), { ...options, detached: true }), temporary };
}

/** What it says of a command in its JSON document. */
export async function probed(...args: string[]): Promise<Probed> {
  const { code, stdout, stderr } = await probe("--json", ...args);
  if (code !== 0) throw new Error(`rouse probe ${args.join(" ")} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** What does not change from run to run. */
export function outline({ binds, findings }: Probed) {
  return {
    binds: binds.map(({ address, type, state, process: { name } }) => [address, type, state, name]),
    findings: findings.map(({ code }) => code),
  };
}

/** What it prints, with letters for what is of this run: ports (and names of them), processes, times, folders. */
export function lasting(
  text: string,
  letters: readonly (readonly [what: string, letter: string])[],
) {
  const general = text
    .replace(/ \(\d+\)/g, " (PID)")
    .replace(/\d+ ms/g, "N ms")
    .replace(/process \d+/g, "process PID")
    .replace(/python3\.\d+/g, "python3")
    .replace(/ {2,}/g, "  ");
  return letters.reduce((said, [what, letter]) => said.replaceAll(what, letter), general);
}

/** A port, free for TCP and UDP, that /etc/services has no name for. */
export async function namelessPort(): Promise<number> {
  for (;;) {
    const port = await freePortPair();
    if (!findPortName(port, "tcp") && !findPortName(port, "udp")) return port;
  }
}

/** Its text without what stands in the units. */
export function foldUnits(text: string): string {
  const unit = /^(# \S+\.(?:socket|service))\n(?:.+\n|\n(?!# \S+\.|Make))*/gm;
  return text.replace(unit, "$1\n…\n");
}
