/** Errors about a server that leaves when nobody is there. */
export const idleErrors = {
  IDLE_SERVERS_MISSING: (_: object) =>
    "cannot exit when idle without a server to watch: give exitWhenIdle() every server that listens " +
    "on a passed socket",
  IDLE_IN_WORKER: ({ what }: { what: string }) =>
    `cannot exit when idle in ${what}: others may serve on the same sockets, and the service manager ` +
    "only starts the service as a whole; run the service under rouse-exec --exit-idle-time=, which watches all of them",
};
