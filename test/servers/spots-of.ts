import { type Spot, tcp } from "./places.js";
import type { Server } from "./server.js";

const kinds = ["tcp", "unix"] as const;

/** Where it listens, one of each kind that it can; a unix socket may need a name of its own. */
export function spotsOf({ passed }: Server) {
  const unix = passed.flat().find(({ kind, asks }) => kind === "unix" && asks !== undefined);
  const spots: Record<(typeof kinds)[number], Spot | undefined> = { tcp: tcp(), unix };
  return kinds.flatMap((kind) => (spots[kind] ? [{ kind, spot: spots[kind] }] : []));
}
