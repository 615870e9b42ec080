import { Option } from "commander";
import type { Guard } from "../../rouse-exec/command-line.js";

/** The guards that are left out, as commander reads `--no-…`. */
export interface GuardOptions {
  pathGuards?: boolean;
  connectGuard?: boolean;
}

/** `program` is the word for the program whose calls these are. */
export function noPathGuards(program: string): Option {
  const description = `let ${program} remove, rename and chmod the files of its unix sockets`;
  return new Option("--no-path-guards", description);
}

/** `program` is the word for the program whose calls these are. */
export function noConnectGuard(program: string): Option {
  const description = `let ${program} connect to its own IP addresses before it listens there`;
  return new Option("--no-connect-guard", description);
}

/** Returns the guards that the options leave out. */
export function guardsLeftOut({ pathGuards, connectGuard }: GuardOptions): Guard[] {
  return [
    ...(pathGuards === false ? (["path-guards"] as const) : []),
    ...(connectGuard === false ? (["connect-guard"] as const) : []),
  ];
}
