import { beforeEach, describe } from "vitest";
import { isExecutable } from "../harness/on-path.js";
import { hasProgram, lacking } from "../harness/servers.js";
import { adopts } from "./adopts.js";
import { catalog } from "./catalog.js";
import type { Spot } from "./places.js";
import { rowOf, type Server, shapesOf } from "./server.js";
import type { Way } from "./service.js";
import type { Row } from "./table.js";

declare module "vitest" {
  interface TaskMeta {
    /** What a test of the matrix shows; the reporters hand it on. */
    row?: Row;
  }
}

/** Every server of the catalog in this way of getting the sockets: with each of its lists, or with the last. */
export function matrix(way: Way, lists: "each" | "last"): void {
  for (const server of catalog) {
    const passed = server.passed.slice(lists === "last" ? -1 : 0);
    // The clients of datagram sockets cannot be kept waiting.
    if (way === "--ready-check" && passed.flat().every(({ kind }) => kind === "udp")) continue;
    lacking(reasonsAgainst(server)).describe(server.name, () => {
      for (const spots of passed) {
        describe(titleOf(spots), () => {
          beforeEach(({ task }) => {
            task.meta.row = { ...rowOf(server), shapes: shapesOf(spots) };
          });
          adopts(server, spots, way);
        });
      }
    });
  }
}

/** What this machine lacks to run it. */
export function reasonsAgainst({ name, version, needs = [], asRoot }: Server): string[] {
  const programs = [version.split(" ")[0] ?? "", "ss", ...needs].filter((it) => !isInstalled(it));
  const reasons = programs.map((program) => `${name}: ${program} is not installed`);
  if (asRoot && process.getuid?.() !== 0) reasons.push(`${name}: only root may start it so`);
  return reasons;
}

function isInstalled(program: string): boolean {
  return program.startsWith("/") ? isExecutable(program) : hasProgram(program);
}

function titleOf(spots: readonly Spot[]): string {
  const names = spots.map(({ kind, host, asks }) => {
    const asking = asks === host ? "" : ` asked for as ${asks === undefined ? "nothing" : asks}`;
    return `${kind} ${host}${asking}`.replace("  ", " ").trim();
  });
  return names.join(", ");
}
