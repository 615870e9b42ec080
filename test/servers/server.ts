import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openTempDir } from "../harness/temp.js";
import type { Ask } from "./facts.js";
import type { Place, Spot } from "./places.js";
import { type Shape, shapes } from "./shapes.js";
import type { Row } from "./table.js";

/** A row of the compatibility table. A file of catalog/ describes one, and is all that it takes. */
export interface Server {
  name: string;
  /** What to install. */
  package: string;
  /** A command that prints its version; the first word is the program that must be there. */
  version: string;
  /** What else must be there. */
  needs?: readonly string[];
  /** Only root can start it as it is started here. */
  asRoot?: boolean;
  /** Each list is passed to a start of its own; the last one, the most mixed, to more of them. */
  passed: readonly (readonly Spot[])[];
  /** Why a shape is not in `passed`. */
  cannot?: Partial<Record<Shape, string>>;
  /** What else its user must know. */
  note?: string;
  /** Writes what it reads at start, and gives its command line. */
  command(run: Run): readonly string[] | Promise<readonly string[]>;
  /** The same command line for the server that goes to the background by itself. */
  asDaemon?(command: readonly string[], run: Run): readonly string[];
  /** How it is asked for its facts; without it by HTTP. */
  ask?: Ask;
  /** It has no means to tell who its client is. */
  hidesClients?: boolean;
  /** For a server that listens before it can serve. */
  early?: Early;
}

/** What a client is told that comes while the server loads, and what keeps it waiting instead. */
export interface Early {
  says: string;
  /** Values of --ready-check, for each kind of its socket. */
  checks: Record<"tcp" | "unix", readonly string[]>;
  /** The command line of one that loads: until the file is there, or for about a second. */
  command(run: Run, loaded: string): readonly string[];
  /** Asks once: the early answer is a failure. */
  ask: Ask;
}

/** Where a server is told to listen. */
export interface Asked {
  kind: "tcp" | "udp" | "unix";
  /** `127.0.0.1:80`, `[::1]:80`, `*:80` or `/path`. */
  address: string;
  /** `127.0.0.1`, `::1`, `*`, or nothing. */
  host: string;
  port: string;
}

/** One start of a server. */
export class Run {
  /** Its own, and any user may write there. */
  readonly folder = openTempDir();
  /** In another order than they are passed. */
  readonly asked: readonly Asked[];
  /** For a server that takes one address. */
  readonly first: Asked;

  constructor(places: readonly Place[]) {
    this.asked = places.flatMap(askedOf).reverse();
    const [first] = this.asked;
    if (!first) throw new Error("expected a socket that the server asks for");
    this.first = first;
  }

  /** A file in its folder; gives the path. */
  readonly write = (name: string, lines: string | readonly string[], mode = 0o644): string => {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, [lines, ""].flat().join("\n"), { mode });
    return file;
  };
}

function askedOf({ kind, asked }: Place): Asked[] {
  if (asked === undefined) return [];
  if (kind === "unix") return [{ kind, address: asked, host: "", port: "" }];
  const colon = asked.lastIndexOf(":");
  const host = asked.slice(0, colon).replace(/[[\]]/g, "");
  return [{ kind, address: asked, host, port: asked.slice(colon + 1) }];
}

/** What a start with these sockets shows of the server. */
export function shapesOf(spots: readonly Spot[]): Shape[] {
  const count = (kind: Spot["kind"]) =>
    spots.filter((spot) => spot.kind === kind && spot.asks !== undefined).length;
  const of: Record<Shape, boolean> = {
    "one TCP": count("tcp") === 1,
    "several TCP": count("tcp") > 1,
    unix: count("unix") > 0,
    UDP: count("udp") > 0,
  };
  return shapes.filter((shape) => of[shape]);
}

export function rowOf(server: Server): Row {
  const { name, version, passed, cannot = {}, note, asDaemon } = server;
  const tried = new Set(passed.flatMap(shapesOf));
  const reasons = [...new Set(Object.values(cannot))].map((reason) => {
    const of = shapes.filter((shape) => cannot[shape] === reason);
    return `${of.join(", ")}: ${reason}`;
  });
  return {
    server: name,
    package: server.package,
    version,
    shapes: shapes.filter((shape) => tried.has(shape)),
    firstClient: firstClientOf(server),
    notes: [...reasons, note ?? [], asDaemon ? "as a daemon too" : []].flat().join("; "),
  };
}

/** That of a server which is not early was answered when `--lazy` woke it: matrix-lazy.test.ts. */
function firstClientOf({ early }: Server): string {
  if (!early) return "proper at once";
  const names = new Set(early.checks.tcp.map((check) => `\`${check.split(" ")[0]}\``));
  return `proper with ${[...names].join(" or ")}; without a check: *${early.says}*`;
}

/** For `asDaemon`: without the option that keeps it in the foreground. */
export function without(option: string) {
  return (command: readonly string[]) => command.filter((word) => word !== option);
}

/** Before a command line, to run it as nobody. */
export const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
