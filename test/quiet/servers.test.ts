import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { readReport, reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { until } from "../harness/until.js";
import { type Asleep, holdAsleep } from "../sleep/asleep.js";
import { hear, idleMs, quietMs, sleepsBeside, staysAwake } from "./talker.js";

type Command = (port: number) => string[];

async function hold(command: Command): Promise<Asleep & { address: string; port: number }> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const options = [`--quiet-after=${quietMs}ms`];
  const server = { kind: "tcp", address, argv: command(port) } as const;
  return { address, port, ...(await holdAsleep(server, idleMs, options)) };
}

/** Keeps its connections for a minute, and answers /slow after three seconds. */
const node: Command = (port) => [
  process.execPath,
  "-e",
  `const http = require("node:http");
  const server = http.createServer((request, response) => {
    const answer = () => response.end(String(process.pid));
    if (request.url === "/slow") setTimeout(answer, 3000);
    else answer();
  });
  server.keepAliveTimeout = 60_000;
  server.on("upgrade", (request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n");
    socket.on("data", (bytes) => socket.write(bytes));
  });
  server.listen(${port}, "127.0.0.1");`,
];

function get(agent: Agent, port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", agent, port, path }, (response) => resolve(text(response)))
      .on("error", reject)
      .end();
  });
}

test("Node sleeps beside the pool of an agent, which connects again by itself", async () => {
  const server = await hold(node);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  after(() => agent.destroy());
  const pids: string[] = [];
  for (let wake = 1; wake <= 3; wake++) {
    pids.push(await get(agent, server.port, "/"), await get(agent, server.port, "/"));
    const isAsleep = () => readReport(server.report)?.state === "waiting";
    await reportWhere(server.report, ({ state, wakes }) => state === "waiting" && wakes === wake);
    await until(() => isAsleep() && Object.keys(agent.freeSockets).length === 0, {
      what: "the agent to see the end of its connection",
    });
  }
  expect(new Set(pids).size).toBe(3);
});

test("it does not sleep before it has answered, also behind an answer that went at once", async () => {
  const server = await hold(node);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  after(() => agent.destroy());
  const pids = await Promise.all(["/", "/", "/slow"].map((path) => get(agent, server.port, path)));
  expect(new Set(pids).size).toBe(1);
  expect(readReport(server.report)).toMatchObject({ wakes: 1 });
});

test("it sleeps beside a websocket that is silent, and not beside one that is not", async () => {
  const server = await hold(node);
  const client = await connect(server.address);
  const upgraded = hear(client);
  client.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  expect(await upgraded).toContain("101");
  for (let i = 0; i < 12; i++) {
    const echo = hear(client);
    client.write("\x89\x00");
    await echo;
    await pause(quietMs / 4);
  }
  expect(readReport(server.report)).toMatchObject({ state: "running", wakes: 1 });
  await sleepsBeside(server, client);
});

const redis: Command = (port) => ["redis-server", "--port", `${port}`, "--save", ""];

needs("redis-server").test(
  "Redis sleeps beside an idle client, and not beside one that blocks",
  async () => {
    const idle = async () => {
      const server = await hold(redis);
      const client = await connect(server.address);
      const pong = hear(client);
      client.write("PING\r\n");
      expect(await pong).toBe("+PONG\r\n");
      await sleepsBeside(server, client);
    };
    const blocked = async () => {
      const server = await hold(redis);
      const client = await connect(server.address);
      for (let i = 0; i < 3; i++) {
        const pong = hear(client);
        client.write("PING\r\n");
        await pong;
      }
      // At once behind an answer: both are of one tick of the kernel's clock, more often than not.
      client.write("BLPOP queue 0\r\n");
      await staysAwake(server);
      const popped = hear(client);
      (await connect(server.address)).write("RPUSH queue job\r\n");
      expect(await popped).toContain("job");
    };
    await Promise.all([idle(), ...[1, 2, 3].map(blocked)]);
  },
);
