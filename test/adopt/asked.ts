import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { connectFirst, converse } from "../harness/connect.js";
import type { Running } from "../harness/start.js";
import { untilQuick } from "../harness/until.js";

/** A server at an address of its own, which begins when it is told to, says `ready`, echoes and sleeps after `idleMs`. */
export interface Begun {
  running: Running;
  /** That its clients connect to. */
  address: string;
}

/** Clients that come and go keep it awake: each is short, and between two looks. */
export async function expectKeptAwake(
  begin: () => Begun | Promise<Begun>,
  idleMs: number,
): Promise<void> {
  const attempt = async () => askAgainAndAgain(await begin(), idleMs);
  await untilQuick(attempt, "clients without a break between them");
}

/** Returns false when this machine made a break between two clients that is as long as the idle time. */
async function askAgainAndAgain({ running, address }: Begun, idleMs: number): Promise<boolean> {
  const first = await connectFirst(running, address);
  await running.line(/^ready$/);
  let used = performance.now();
  const isTooLate = () => performance.now() - used >= idleMs;
  first.destroy();
  for (const end = used + 3 * idleMs; performance.now() < end; await pause(150)) {
    const began = performance.now();
    const answer = await converse(address, "c").catch(String);
    if (answer !== "c" && isTooLate()) return false;
    expect(answer, running.output.all()).toBe("c");
    used = began;
  }
  const { hasEnded } = running;
  if (hasEnded && isTooLate()) return false;
  expect(hasEnded, running.output.all()).toBe(false);
  return true;
}
