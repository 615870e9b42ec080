import { freePortPair } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";

/** Whose clients can be kept waiting. */
export const kinds = ["tcp", "unix"] as const;

export async function newAddress(kind: (typeof kinds)[number]): Promise<string> {
  return kind === "unix" ? `${tempDir()}/socket` : `127.0.0.1:${await freePortPair()}`;
}
