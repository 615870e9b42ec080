import { once } from "node:events";
import { createServer, type ListenOptions, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../src/rouse-exec/report.js";
import { findConnected, reportedConnections } from "../../src/services/find-connected.js";
import { findTcpConnections } from "../../src/sys/socket-tables/tcp-connections.js";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

/** Port 0 can be one at which the connections of an ended server linger: with SO_REUSEADDR it is free. */
async function serve(options: ListenOptions): Promise<{ port: number; accepted: Socket[] }> {
  const accepted: Socket[] = [];
  const server: Server = createServer((socket) =>
    accepted.push(socket.on("error", () => undefined)),
  );
  after(() => {
    for (const socket of accepted) socket.destroy();
    server.close();
  });
  await once(server.listen(options), "listening");
  return { port: options.port ?? 0, accepted };
}

const untold = { closed: undefined, in_vain: undefined };

function reportOf(...addresses: [address: string, type: string][]): Report {
  return {
    ...({
      version: 1,
      name: "x",
      pid: 1,
      pid_start_ticks: 1,
      program_pid: null,
      state: "running",
    } as const),
    ...{
      since: null,
      unmatched: [],
      elsewhere: [],
      connections: null,
      last_activity: null,
      idle_after_s: null,
      quiet_after_s: null,
      quiet_connections: undefined,
      ignored_connections: undefined,
    },
    ...{ rouse_exec: undefined, traced: undefined, busy: undefined, ends_at: undefined },
    ...{ sleeps_at: null, wakes: 0, started_at: null, ready_at: null, cold_start_ms: null },
    ...{ fails: 0, next_try: null },
    last_exit: null,
    ...{ gate: null, gate_since: null, gate_failed: null, waits_for: null },
    ...{ sleep: undefined, frozen: undefined, wakes_since: undefined },
    sockets: addresses.map(([address, type]) => {
      return { name: "x", address, type, adopted: true, listening: true, ...untold };
    }),
  };
}

test("each service has those who are connected to its sockets, and no others", async () => {
  const [loopback, all4, all6, six] = [
    await serve({ host: "127.0.0.1", port: await freePort() }),
    await serve({ host: "0.0.0.0", port: await freePort() }),
    await serve({ host: "::", port: await freePort() }),
    await serve({ host: "::1", port: await freePort() }),
  ];
  const path = join(tempDir(), "a.sock");
  const unix = await serve({ path });
  const idle = await serve({ host: "127.0.0.1", port: await freePort() });
  for (const address of [
    ...[`127.0.0.1:${loopback.port}`, `127.0.0.1:${all4.port}`, `127.0.0.1:${all6.port}`],
    ...[`127.0.0.1:${all6.port}`, `[::1]:${all6.port}`, `[::1]:${six.port}`, path, path],
  ]) {
    await connect(address);
  }
  const servers = [loopback, all4, all6, six, unix];
  const accepted = () => servers.map((server) => server.accepted.length).join();
  await until(() => accepted() === "1,1,3,1,2", { what: accepted });
  const reports = {
    loopback: reportOf([`127.0.0.1:${loopback.port}`, "tcp"]),
    all4: reportOf([`0.0.0.0:${all4.port}`, "tcp"]),
    all6: reportOf([`[::]:${all6.port}`, "tcp"]),
    six: reportOf([`[::1]:${six.port}`, "tcp"]),
    otherAddress: reportOf([`127.0.0.2:${loopback.port}`, "tcp"], [`127.0.0.1:${six.port}`, "tcp"]),
    datagrams: reportOf([`127.0.0.1:${loopback.port}`, "udp"], [path, "unix-dgram"]),
    unix: reportOf([path, "unix"], [`127.0.0.1:${idle.port}`, "tcp"]),
    both: reportOf([path, "unix"], [`[::]:${all6.port}`, "tcp"]),
    unreadable: reportOf(["nowhere", "tcp"], ["[::1", "tcp"], ["", "unix"]),
  };
  const found = findConnected(Object.values(reports));
  const counts = Object.entries(reports).map(([name, report]) => [name, found.get(report)?.count]);
  expect(Object.fromEntries(counts)).toEqual({
    ...{
      loopback: 1,
      all4: 1,
      all6: 3,
      six: 1,
      otherAddress: 0,
      datagrams: undefined,
      unix: 2,
      both: 5,
    },
    unreadable: 0,
  });
  const peers = found.get(reports.all6)?.tcp.map(({ peer }) => peer.host);
  expect(peers?.sort()).toEqual(["::1", "::ffff:127.0.0.1", "::ffff:127.0.0.1"]);
});

test("a connection tells its state and what is queued, from the end of the server", async () => {
  const { port, accepted } = await serve({
    host: "127.0.0.1",
    port: await freePort(),
    pauseOnConnect: true,
  } as ListenOptions);
  const client = await connect(`127.0.0.1:${port}`);
  const [server] = await until(() => accepted.length > 0 && accepted);
  server?.pause();
  client.write("x".repeat(100_000));
  const look = () => findTcpConnections("ipv4", new Set([port])).find((one) => one.port === port);
  const unread = await until(() => (look()?.unread ?? 0) > 0 && look());
  expect(unread).toMatchObject({
    ...{ family: "ipv4", host: "127.0.0.1", port, state: "established" },
    peer: { host: "127.0.0.1", port: client.localPort },
  });
  expect(unread.inode).toBeGreaterThan(0);
  client.end();
  await until(() => look()?.state === "close-wait");
  expect(findTcpConnections("ipv4", new Set([1]))).toEqual([]);
});

test.each([
  ["udp", "udp", undefined],
  ["unix-dgram", "udp", undefined],
  ["udp", "tcp", 0],
  ["tcp", "tcp", 0],
])("a service with sockets of %s and %s has %o connections by its report", (one, other, count) => {
  const { sockets } = reportOf(["127.0.0.1:80", one], ["127.0.0.1:81", other]);
  expect(reportedConnections({ sockets, connections: 0 })).toBe(count);
  expect(reportedConnections({ sockets, connections: null })).toBeUndefined();
});
