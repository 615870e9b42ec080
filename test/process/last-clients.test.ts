import { createSocket } from "node:dgram";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { hasCode } from "../../src/errors/has-code.js";
import { activate } from "../harness/activate.js";
import { parseAddress } from "../harness/address.js";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState, reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

const kinds = ["tcp", "unix", "udp"] as const;
type Kind = (typeof kinds)[number];

/** A client whose words a process of the program says again. */
interface Client {
  say(word: string): Promise<string>;
  leave(): void;
}

async function openDatagrams(address: string) {
  const target = parseAddress(address);
  if ("path" in target) throw new Error(`expected a UDP address, got ${address}`);
  const socket = createSocket("udp4");
  after(() => void socket.close());
  socket.connect(target.port, target.host);
  await once(socket, "connect");
  return socket;
}

async function newClient(kind: Kind, address: string): Promise<Client> {
  const datagrams = kind === "udp" ? await openDatagrams(address) : undefined;
  const stream = datagrams ? undefined : await connect(address);
  return {
    async say(word) {
      const answer = datagrams ? once(datagrams, "message") : once(stream ?? never(), "data");
      datagrams?.send(word);
      stream?.write(word);
      return String((await answer)[0]);
    },
    leave() {
      datagrams?.send("end");
      stream?.destroy();
    },
  };
}

function never(): never {
  throw new Error("no socket");
}

/** Whether a client that comes now is refused. */
async function isRefused(kind: Kind, address: string): Promise<boolean> {
  if (kind !== "udp") {
    return connect(address).then((client) => {
      client.destroy();
      return false;
    }, isRefusal);
  }
  const socket = await openDatagrams(address);
  const told = once(socket, "error").then(([error]) => isRefusal(error));
  socket.send("x");
  return Promise.race([told, pause(200, false)]);
}

function isRefusal(error: unknown): boolean {
  if (!hasCode(error, "ECONNREFUSED", "ENOENT")) throw error;
  return true;
}

/** A server that has a client, and whose first process has ended at SIGTERM while another one serves that client. */
async function startServing(
  kind: Kind,
  { options = [] as string[], passed = false, more = [] as string[] } = {},
) {
  const folder = tempDir();
  const address = kind === "unix" ? join(folder, "socket") : `127.0.0.1:${await freePort()}`;
  const report = join(folder, "report.json");
  const listen = passed ? [] : [`--listen=${kind}:${address}`];
  const server = ["python3", program("fork-serves.py"), address, kind, ...more];
  const argv = [rouseExec, ...listen, `--report=${report}`, ...options, "--", ...server];
  const running = passed ? activate([{ kind, address }], argv) : start(argv);
  await reportState(report, options.includes("--lazy") ? "waiting" : "running");
  const client = await newClient(kind, address);
  expect(await client.say("before")).toBe("before");
  running.signal("SIGTERM");
  await reportWhere(report, ({ program_pid: pid, state }) => pid === null && state === "stopping");
  return { running, client, address, report };
}

test.each(
  kinds.flatMap((kind) => [[kind, "--lazy"] as const, [kind, "--stop-timeout=9s"] as const]),
)(
  "%s, %s: new clients are refused while a process that cannot accept serves its client",
  async (kind, option) => {
    const { running, client, address } = await startServing(kind, { options: [option] });
    await until(() => isRefused(kind, address), { what: "a refused client" });
    expect(await client.say("after")).toBe("after");
    client.leave();
    expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
    expect(running.stderr).toBe("");
  },
);

// Over UDP the socket of the client that is still served has the port.
test.each(["tcp", "unix"] as const)(
  "%s: another rouse-exec can have the address then, and neither disturbs the other",
  async (kind) => {
    const { running, client, address } = await startServing(kind, { options: ["--lazy"] });
    await until(() => isRefused(kind, address), { what: "a refused client" });
    const server = ["python3", program("fork-serves.py"), address, kind];
    const listen = [`--listen=${kind}:${address}`, "--lazy", "--announce=held"];
    const other = start([rouseExec, ...listen, "--", ...server]);
    await other.line(/^held$/);
    const stays = await newClient(kind, address);
    expect(await stays.say("other")).toBe("other");
    expect(await client.say("after")).toBe("after");
    client.leave();
    expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
    const later = await newClient(kind, address);
    expect(await later.say("later")).toBe("later");
    expect(await stays.say("still")).toBe("still");
  },
);

test.each(["tcp", "unix"] as const)(
  "%s: a process that goes on accepting, and is never killed for it, is left to it",
  async (kind) => {
    const { client, address } = await startServing(kind, {
      options: ["--lazy", "--stop-timeout=0"],
      more: ["accepts"],
    });
    const next = await newClient(kind, address);
    await pause(2000);
    client.leave();
    expect(await next.say("next")).toBe("next");
  },
);

test.each(kinds)("%s: a socket of LISTEN_FDS stays for the next run", async (kind) => {
  const { running, client, address } = await startServing(kind, { passed: true });
  await pause(2000);
  expect(await isRefused(kind, address)).toBe(false);
  client.leave();
  await running.exit();
});
