const servers = new WeakSet<object>();

/** Notes that this server, or datagram socket, listens on a passed socket. */
export function markPassed(server: object): void {
  servers.add(server);
}

/** Returns whether listen() gave it a passed socket; the service manager then starts us for its clients. */
export function isPassed(server: object): boolean {
  return servers.has(server);
}
