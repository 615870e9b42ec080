import type { Address } from "../address/address.js";
import { findAddress } from "../address/parse-address.js";
import type { Learned, LearnReport } from "../rouse-exec/report.js";
import { asksForAnyPort, isDatagram } from "./learned-bind.js";
import { resolveSocketFile } from "./socket-file.js";
import { createSocketLookup, type SocketsAtAddress } from "./sockets-at-address.js";

/**
 * What became of a bind. `listens`: clients can connect, or could until the program ended. `closed`: it listened, and
 * no longer does. `refused`: another program has the address. `idle`: clients cannot connect. `chosen`: the kernel chose
 * the port. `unfit`: no unit can have such a socket.
 */
type BindState = "listens" | "closed" | "refused" | "idle" | "chosen" | "unfit";

/** An address that the program bound. */
export interface Bind {
  /** As a unit would have it; undefined for a socket that no unit can have. */
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
  /** The process that has the refused address; undefined when it is hidden from us. */
  holder: SocketsAtAddress["holder"];
  /** How many sockets the program has there: with SO_REUSEPORT one per worker. */
  sockets: number;
}

/** Describes what was bound; `tree` is the process whose descendants are the program, undefined when it has ended. */
export function describeBinds(report: LearnReport, tree: number | undefined): Bind[] {
  const { learned, started_at } = report;
  const began = started_at === null ? Number.NaN : Date.parse(started_at);
  const after = (time: string | null) => (time === null ? null : Date.parse(time) - began);
  const lookAt = createSocketLookup(tree);
  return learned.filter(isNoteworthy(learned)).map((one) => {
    const address = readAddress(one);
    const now = address === undefined ? nothing : lookAt(address, one.pid);
    return {
      address: currentAddress(address),
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

const nothing: SocketsAtAddress = { sockets: 0, holder: undefined, isHidden: false };

/** The listen after a bind to port 0 is reported as well, with the port that the socket got. */
function isNoteworthy(learned: readonly Learned[]): (one: Learned) => boolean {
  const isAnswered = ({ type, pid }: Learned) =>
    learned.some((other) => other.bound_at === null && other.type === type && other.pid === pid);
  return (one) => !asksForAnyPort(one.address) || !isAnswered(one);
}

/** Reads an address; undefined for a socket that no unit can have: one on port 0, or of a type unknown to Rouse. */
function readAddress({ type, address }: Learned): Address | undefined {
  return findAddress(`${type}:${address}`);
}

function currentAddress(address: Address | undefined): Address | undefined {
  return address && "path" in address ? resolveSocketFile(address) : address;
}

function judge(
  one: Learned,
  address: Address | undefined,
  { sockets, holder, isHidden }: SocketsAtAddress,
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
