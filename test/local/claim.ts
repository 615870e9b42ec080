import { claimStart, type Predecessor } from "../../src/local/start/predecessors.js";
import { service } from "./daemons.js";

/** What a start finds that listens on this unix socket; it gives up at once. */
export async function claim(path?: string): Promise<readonly Predecessor[]> {
  const ours = path === undefined ? undefined : ({ network: "unix", path } as const);
  const { predecessors, release } = await claimStart(service, ours);
  release();
  return predecessors;
}
