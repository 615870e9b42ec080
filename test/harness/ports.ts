import { createSocket, type Socket as Datagrams } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

// Below the kernel's ephemeral ports (32768 and up), which outgoing connections take at any moment.
const unprivileged = { first: 20_000, count: 12_000 };
const workers = 8;
/** The last ones of each range: a worker runs more tests than it has ports. */
const given = new Map<number, Set<number>>();

/** A TCP port that nobody listens on, on any address, IPv4 or IPv6, and that no other test was given. */
export function freePort(): Promise<number> {
  return findPort(isTcpFree);
}

/** The same, free for TCP and UDP. */
export function freePortPair(): Promise<number> {
  return findPort(async (port) => (await isTcpFree(port)) && (await isUdpFree(port)));
}

/** A TCP port that a program without privileges may not bind; only root can find out that it is free. */
export function freePrivilegedPort(): Promise<number> {
  // authbind sees to those below 512.
  return findPort(isTcpFree, { first: 200, count: 312 });
}

async function findPort(
  isFree: (port: number) => Promise<boolean>,
  { first, count } = unprivileged,
): Promise<number> {
  const last = lastOf(first, count);
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = candidate(first, count);
    if (last.has(port)) continue;
    last.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`expected a free port among 100 of ${first}–${first + count - 1}, found none`);
}

function lastOf(first: number, count: number): Set<number> {
  const last = given.get(first) ?? new Set();
  given.set(first, last);
  for (const port of last) {
    if (last.size <= count / workers / 2) break;
    last.delete(port);
  }
  return last;
}

/** Test files run side by side: each worker draws from ports of its own. */
function candidate(first: number, count: number): number {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % workers;
  return first + Math.floor((Math.random() * count) / workers) * workers + worker;
}

/** A port with connections in TIME_WAIT is free for Node, which sets SO_REUSEADDR, and for nobody else. */
async function isTcpFree(port: number): Promise<boolean> {
  if (isKnownToTcp(port)) return false;
  const server = createServer();
  return isBound(server, () => server.listen({ host: "::", port, exclusive: true }));
}

function isKnownToTcp(port: number): boolean {
  if (performance.now() > known.until)
    known = { ports: portsOfTcp(), until: performance.now() + 60_000 };
  return known.ports.has(port);
}

/** Reading the tables takes some milliseconds. Within a minute, only this worker takes ports that it could draw. */
let known = { ports: new Set<number>(), until: 0 };

function portsOfTcp(): Set<number> {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFileSync(path, "utf8"));
  const ports = tables.join("").matchAll(/^ *\d+: [0-9A-F]+:([0-9A-F]{4}) /gm);
  return new Set(Array.from(ports, ([, port = ""]) => Number.parseInt(port, 16)));
}

async function isUdpFree(port: number): Promise<boolean> {
  const socket = createSocket("udp6");
  return isBound(socket, () => socket.bind({ address: "::", port, exclusive: true }));
}

async function isBound(socket: Server | Datagrams, bind: () => void): Promise<boolean> {
  const bound = once(socket, "listening").then(() => true);
  bind();
  const isFree = await bound.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") return false;
    throw error;
  });
  if (!isFree) return false;
  const closed = once(socket, "close");
  socket.close();
  await closed;
  return true;
}
