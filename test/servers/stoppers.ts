import { setTimeout as pause } from "node:timers/promises";
import { raceTheSleep } from "../sleep/race.js";
import type { Tally } from "../sleep/tally.js";
import apache from "./catalog/apache.js";
import go from "./catalog/go.js";
import java from "./catalog/java.js";
import memcached from "./catalog/memcached.js";
import nginx from "./catalog/nginx.js";
import node from "./catalog/node.js";
import phpFpm from "./catalog/php-fpm.js";
import postgres from "./catalog/postgres.js";
import python from "./catalog/python.js";
import redis from "./catalog/redis.js";
import type { Spot } from "./places.js";
import type { Server } from "./server.js";
import { startServer } from "./started.js";

interface Stopper extends Server {
  /** Of rouse-exec. */
  options?: readonly string[];
}

/** What handles SIGTERM, and could accept clients and drop them while it stops. */
export const stoppers: readonly Stopper[] = [
  redis,
  nginx,
  node,
  java,
  go,
  python,
  // Before a client that is told to try again does so, it would sleep.
  { ...postgres, ask: postgres.early.ask, options: ["--ready-check=notify"] },
  phpFpm,
  apache,
  memcached,
];

const idleMs = 20;
const clients = 4;
/** Within which they come. */
const spreadMs = 10;

/** Clients that come at the moment when the server is put to sleep, until it was so often. */
export async function raceTheStop(server: Stopper, spot: Spot, cycles: number): Promise<Tally> {
  const { service, asks } = await startServer(server, [spot], "--lazy", {
    options: [`--exit-idle-time=${idleMs}ms`, ...(server.options ?? [])],
    env: { EXITS: "1" },
  });
  // The first of the clients that come one after the other finds it asleep, and the others stopping. Its workers have
  // pids of their own: a run is known by its number.
  const ask = async () => {
    await pause(Math.random() * spreadMs);
    await Promise.all(asks.map((ask) => ask()));
    return { pid: service.report()?.wakes ?? 0, connectMs: 0 };
  };
  return raceTheSleep({ cycles, idleMs, ask, clients }).finally(() => service.running.end());
}
