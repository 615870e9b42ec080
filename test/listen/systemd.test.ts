import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PassedSocket } from "../../src/index.js";
import { connect, converse } from "../harness/connect.js";
import { freePortPair } from "../harness/ports.js";
import { backlogOf } from "../harness/sockets.js";
import { until, within } from "../harness/until.js";
import { checkout, node, type UserManager } from "../systemd/manager.js";
import { asEachUser } from "../systemd/users.js";

const program = (name: string) => `${node} ${checkout}/test/listen/programs/${name}`;
const deadlineMs = 60_000;

function logOf(manager: UserManager, name: string): string {
  const file = join(manager.folder, name);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Where what the service prints goes: no journal runs there. */
function output(manager: UserManager, name: string): string {
  const file = join(manager.folder, name);
  return `StandardOutput=append:${file}\nStandardError=append:${file}`;
}

asEachUser("systemd passes sockets", (manager) => {
  async function install(units: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(units)) manager().writeUnit(name, text);
    await manager().daemonReload();
  }

  /** The first line that the program printed, as JSON. */
  async function printed(name: string): Promise<{ strict: { passed: PassedSocket[] } }> {
    const line = () => logOf(manager(), name).match(/^\{.*\}$/m)?.[0];
    const what = () => `output of ${name}:\n${logOf(manager(), name)}`;
    return JSON.parse(await until(line, { deadlineMs, what }));
  }

  test("88. of several units, with their names and in their order", async () => {
    const [one, two] = [await freePortPair(), await freePortPair()];
    const { folder } = manager();
    const fifo = join(folder, "fifo");
    await install({
      "multi.socket": `[Socket]\nFileDescriptorName=multi\nListenStream=127.0.0.1:${one}
        ListenDatagram=127.0.0.1:${one}\nListenStream=@rouse-multi-${one}
        ListenSequentialPacket=${folder}/seq\nListenFIFO=${fifo}\n`.replace(/^ +/gm, ""),
      "second.socket": `[Socket]\nListenStream=127.0.0.1:${two}\nService=multi.service\n`,
      "multi.service": `[Unit]\nRequires=multi.socket second.socket\n[Service]
        ExecStart=${program("passed.mjs")}\n${output(manager(), "multi.log")}\n`.replace(
        /^ +/gm,
        "",
      ),
    });
    await manager().systemctl("start", "multi.socket", "second.socket");
    await manager().systemctl("start", "multi.service");
    const { strict } = await printed("multi.log");
    const multi = strict.passed.filter(({ name }) => name === "multi");
    const host = "127.0.0.1";
    expect(multi).toMatchObject([
      { family: "inet", type: "stream", listening: true, address: { host, port: one } },
      { family: "inet", type: "dgram", listening: false, address: { host, port: one } },
      { family: "unix", type: "stream", address: { abstract: `rouse-multi-${one}` } },
      { family: "unix", type: "seqpacket", listening: true },
      { kind: "fifo" },
    ]);
    const others = strict.passed.filter(({ name }) => name !== "multi");
    expect(others).toMatchObject([{ name: "second.socket", address: { host, port: two } }]);
    await manager().systemctl("stop", "multi.socket", "second.socket");
  });

  test("89. of a connection, with its client", async () => {
    const port = await freePortPair();
    await install({
      "each.socket": `[Socket]\nListenStream=127.0.0.1:${port}\nAccept=yes\n`,
      "each@.service": `[Service]\nExecStart=${program("client.mjs")} connection\n${output(manager(), "each.log")}\n`,
    });
    await manager().systemctl("start", "each.socket");
    const client = await connect(`127.0.0.1:${port}`);
    const answer = new Promise((resolve) => client.once("data", resolve));
    client.write("hello");
    expect(String(await within(answer, deadlineMs, () => "an answer"))).toBe("HELLO");
    const peer = { host: "127.0.0.1", port: client.localPort };
    expect(logOf(manager(), "each.log")).toContain(`peer ${JSON.stringify(peer)}`);
    await manager().systemctl("stop", "each.socket");
  });

  test("92. not at all when the socket is stopped", async () => {
    const port = await freePortPair();
    await install({
      "off.socket": `[Socket]\nListenStream=127.0.0.1:${port}\n`,
      "off.service": `[Service]\nExecStart=${program("passed.mjs")}\n${output(manager(), "off.log")}\n`,
    });
    await manager().systemctl("start", "off.service");
    expect((await printed("off.log")).strict.passed).toEqual([]);
  });

  test("to listen(), at the first connection, and holds them while it restarts", async () => {
    const port = await freePortPair();
    const address = `127.0.0.1:${port}`;
    await install({
      "web.socket": `[Socket]\nListenStream=${address}\nBacklog=4096\n`,
      "web.service": `[Service]\nExecStart=${program("serve.mjs")} net '{"name":"web"}'\n${output(manager(), "web.log")}\n`,
    });
    await manager().systemctl("start", "web.socket");
    const pids = [await converse(address, "", { deadlineMs })];
    expect(backlogOf(address)).toBe(4096);
    await manager().systemctl("stop", "web.service");
    pids.push(await converse(address, "", { deadlineMs }));
    expect(new Set(pids).size).toBe(2);
    await manager().systemctl("stop", "web.socket", "web.service");
  });
});
