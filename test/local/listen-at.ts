import { once } from "node:events";
import { createServer } from "node:net";
import { after } from "../harness/after.js";

/** Another server, and how often somebody has connected to it. */
export async function listenAt(path: string): Promise<{ connections: number }> {
  const seen = { connections: 0 };
  const server = createServer(() => seen.connections++);
  await once(server.listen(path), "listening");
  after(() => void server.close());
  return seen;
}
