import koffi from "koffi";
import { activate } from "../harness/activate.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { lacking } from "../harness/servers.js";

export interface Answer {
  names?: string[];
  errno?: string;
  code?: string;
  /** Of descriptors 3, 4 and 5. */
  closeOnExec: boolean[];
}

export interface Answers {
  libsystemd: Answer;
  strict: Answer;
  /** Of libsystemd itself. */
  theirs?: Answer;
}

/** A fixture of this folder. */
export function fixture(name: string): string {
  return `${root}/test/listen/programs/${name}`;
}

/** What a program that was passed three sockets makes of these environments. */
export async function askVectors(cases: Record<string, string>[]): Promise<Answers[]> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const sockets = [
    { kind: "tcp", address } as const,
    { kind: "udp", address } as const,
    { kind: "unix", address: `@rouse-vectors-${process.pid}-${port}` } as const,
    { kind: "connected" } as const,
  ];
  const running = activate(sockets, [process.execPath, fixture("vectors.mjs")]);
  running.stdin?.end(JSON.stringify(cases));
  const { code } = await running.exit();
  if (code !== 0) throw new Error(`vectors.mjs ended with ${code}:\n${running.stderr}`);
  return JSON.parse(running.stdout);
}

export const needsLibsystemd = () =>
  lacking(hasLibsystemd() ? [] : ["libsystemd0 is not installed"]);

function hasLibsystemd(): boolean {
  try {
    koffi.load("libsystemd.so.0");
    return true;
  } catch {
    return false;
  }
}
