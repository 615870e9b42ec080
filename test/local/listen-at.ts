import { once } from "node:events";
import { createServer } from "node:net";
import { after } from "../harness/after.js";

/** Starts another server at this path; `connections` counts the clients that have connected to it. */
export async function listenAt(path: string): Promise<{ connections: number }> {
  const seen = { connections: 0 };
  const server = createServer(() => seen.connections++);
  await once(server.listen(path), "listening");
  after(() => void server.close());
  return seen;
}
