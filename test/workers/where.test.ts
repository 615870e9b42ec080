import { beforeAll, expect, test } from "vitest";
import { type Kind, kinds, newAddress } from "../epoll/calls.js";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { ask, converse } from "../harness/connect.js";
import { rouseExec } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { socketInode } from "../harness/sockets.js";
import { until } from "../harness/until.js";

/** Where worker-where.c binds, how often it does, and how many serve then. */
const places: [where: string, binds: number, servers: number][] = [
  ["thread", 1, 1],
  ["unshared", 1, 1],
  ["orphaned", 1, 1],
  ["grandchild", 1, 1],
  ["vfork", 1, 1],
  ["spawn", 1, 1],
  ["again", 2, 1],
  ["children", 1, 3],
  ["workers", 4, 4],
];

needs("cc").describe("the passed socket is what serves that was bound by", () => {
  let program: string;

  beforeAll(() => {
    program = compileC("worker-where");
  });

  test.each(places)("%s", async (where, binds, servers) => {
    const each = kinds.map(async (kind) => {
      const address = await newAddress(kind);
      const argv = [rouseExec, "--", program, where, kind, address];
      const running = activate([{ kind, address }], argv);
      await running.line(/^serves \d+$/, { nth: servers });
      const passed = socketInode(running.pid, 3);
      const bound = running.output.matches(/^bound .*$/).map(([line]) => line);
      expect(bound, kind).toEqual(Array(binds).fill(`bound ${passed} 0`));
      const pids = running.output.matches(/^serves (\d+)$/).map(([, pid = ""]) => pid);
      await answers(kind, address, pids);
      expect(running.stderr, kind).toBe("");
    });
    await Promise.all(each);
  });
});

/** Each answer is of one of these, and more than one of them answers where there are more. */
async function answers(kind: Kind, address: string, pids: string[]): Promise<void> {
  const wanted = Math.min(pids.length, 2);
  const said = new Set<string>();
  const crowd = async () => {
    const clients = Array.from({ length: 8 }, () =>
      kind === "udp" ? ask(address, "") : converse(address, ""),
    );
    for (const pid of await Promise.all(clients)) said.add(pid);
    return said.size >= wanted;
  };
  // Whoever wakes first answers: with several waiting, some client soon meets another.
  await until(crowd, { what: () => `answers of ${wanted} servers, had ${[...said].join(" ")}` });
  expect([...said].filter((pid) => !pids.includes(pid))).toEqual([]);
}
