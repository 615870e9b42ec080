import type { Address } from "../address/address.js";
import { findAddress } from "../address/find-address.js";
import type { Learned, LearnReport } from "../rouse-exec/report.js";
import { asksForAnyPort, isDatagram } from "./enough.js";
import { asFound } from "./found-path.js";
import { lookUp, type SocketsNow } from "./sockets-now.js";

/**
 * What came of a bind. `listens`: clients can come, or could until the program ended. `closed`: it listened, and does
 * not any more. `refused`: the address is somebody else's. `idle`: no
 * clients can come to it. `chosen`: on a
 * port that the kernel chose. `unfit`: no unit can have it.
 */
export type BindState = "listens" | "closed" | "refused" | "idle" | "chosen" | "unfit";

/** An address that the program bound. */
export interface Bind {
  /** What a unit would say; undefined for what no unit can have. */
  address: Address | undefined;
  /** As the program bound it: `127.0.0.1:80`, `[::]:80`, `/path`, `@abstract`. */
  text: string;
  type: string;
  isIpv6Only: boolean;
  process: { pid: number; name: string };
  /** Milliseconds since the program was started. */
  boundAfterMs: number | null;
  listenedAfterMs: number | null;
  state: BindState;
  /** Who has the address that was refused; undefined when that is hidden from us. */
  holder: SocketsNow["holder"];
  /** How many sockets the program has there: with SO_REUSEPORT one a worker. */
  sockets: number;
}

/** `tree` is the process whose descendants are the program; undefined when it has ended. */
export function describeBinds(report: LearnReport, tree: number | undefined): Bind[] {
  const { learned, started_at } = report;
  const began = started_at === null ? Number.NaN : Date.parse(started_at);
  const after = (time: string | null) => (time === null ? null : Date.parse(time) - began);
  const lookAt = lookUp(tree);
  return learned.filter(isNoteworthy(learned)).map((one) => {
    const address = readAddress(one);
    const now = address === undefined ? nothing : lookAt(address, one.pid);
    return {
      address: whereItIs(address),
      text: one.address,
      type: one.type,
      isIpv6Only: one.v6only && one.address.startsWith("["),
      process: { pid: one.pid, name: one.process },
      boundAfterMs: after(one.bound_at),
      listenedAfterMs: after(one.listened_at),
      state: judge(one, address, now, tree !== undefined),
      holder: now.holder,
      sockets: now.sockets,
    };
  });
}

const nothing: SocketsNow = { sockets: 0, holder: undefined, isHidden: false };

/** A bind to port 0 is noted once more by its listen, with the port that it got. */
function isNoteworthy(learned: readonly Learned[]): (one: Learned) => boolean {
  const isAnswered = ({ type, pid }: Learned) =>
    learned.some((other) => other.bound_at === null && other.type === type && other.pid === pid);
  return (one) => !asksForAnyPort(one.address) || !isAnswered(one);
}

/** Undefined for what no unit can have: port 0, a type of socket that Rouse does not know. */
function readAddress({ type, address }: Learned): Address | undefined {
  return findAddress(`${type}:${address}`);
}

function whereItIs(address: Address | undefined): Address | undefined {
  return address && "path" in address ? asFound(address) : address;
}

function judge(
  one: Learned,
  address: Address | undefined,
  { sockets, holder, isHidden }: SocketsNow,
  isRunning: boolean,
): BindState {
  if (asksForAnyPort(one.address)) return "idle";
  if (address === undefined) return "unfit";
  if (one.bound_at === null && "port" in address) return "chosen";
  if (sockets > 0) return "listens";
  if (holder !== undefined) return "refused";
  if (isHidden) return one.listened_at === null ? "refused" : "listens";
  const served = one.listened_at !== null || isDatagram(one.type);
  if (!served) return "idle";
  return isRunning ? "closed" : "listens";
}
