import { expect } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePortPair } from "../harness/ports.js";
import { type Bind, runSteps } from "./steps.js";

export type Passed = Pick<ListeningSocket, "kind" | "address" | "v6only" | "options">;

export interface Case {
  passed: Passed[];
  binds: Bind[];
  /** What each bind gets: the number of a passed socket, a socket of its own, or an errno. */
  taken: (number | string)[];
}

/** Of two free ports. */
export type CaseOf = (p: number, q: number) => Case;

/** Lets two sockets listen on addresses that overlap. */
export const beside: NonNullable<Passed["options"]> = [["SOL_SOCKET", "SO_REUSEPORT", 1]];

type More = Pick<Bind, "v6only" | "protocol"> & Pick<Passed, "v6only" | "options">;

export function tcp(address: string, more: More = {}) {
  return { kind: "tcp", address, ...more } as const;
}

export function udp(address: string) {
  return { kind: "udp", address } as const;
}

export async function check(caseOf: CaseOf): Promise<void> {
  const { passed, binds, taken } = caseOf(await freePortPair(), await freePortPair());
  const steps = await runSteps(passed, binds);
  expect(steps.taken, steps.running.output.all()).toEqual(taken);
}
