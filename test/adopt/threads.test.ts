import { release } from "node:os";
import { beforeAll, describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { connect } from "../harness/connect.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { socketInode } from "../harness/sockets.js";

/** 6.1 as 6.01, 6.12 as 6.12. */
const kernel = Number(
  release().replace(/^(\d+)\.(\d+).*/, (_, a, b) => `${a}.${b.padStart(2, "0")}`),
);

needs("cc").describe("a bind is answered in the descriptor table of who calls it,", () => {
  let threads: string;
  let child: string;
  let deny: string;

  beforeAll(() => {
    threads = compileC("adopt-threads");
    child = compileC("adopt-child");
    deny = compileC("adopt-deny");
  });

  describe.each([
    ["", []],
    [", before Linux 6.9", ["PIDFD_THREAD"]],
  ])("in%s", (_, lacking) => {
    const wrapper = () => (lacking.length > 0 ? [deny, ...lacking, "--"] : []);

    test.each([
      ["a thread that is not the first", "thread"],
      ["a thread with descriptors of its own", "unshared"],
      ["a thread that outlives the first", "orphaned"],
    ])("%s", async (_, where) => {
      const { running, passed, address } = await run(wrapper(), (port) => [threads, where, port]);
      const canReadOptions = where === "thread" || (lacking.length === 0 && kernel >= 6.09);
      await running.line(new RegExp(`^${passed} 0 ${canReadOptions ? 1 : "[01]"}$`));
      await connect(address);
    });

    test.each([
      ["a vfork child, and not its parent", "vfork"],
      ["a spawned child, and not its parent", "spawn"],
    ])("%s", async (_, how) => {
      const { running, passed } = await run(wrapper(), (port) => [child, how, port]);
      await running.line(new RegExp(`^${passed} 0$`));
      const [, parent] = await running.line(/^(\d+) parent$/);
      expect(Number(parent)).toBeGreaterThan(0);
      expect(Number(parent)).not.toBe(passed);
      expect(running.stderr).toBe("");
    });
  });
});

async function run(before: string[], argv: (port: string) => string[]) {
  const port = String(await freePort());
  const [other, address] = [`127.0.0.2:${port}`, `127.0.0.1:${port}`];
  const sockets = [other, address].map((address) => ({ kind: "tcp", address }) as const);
  const running = activate(sockets, [...before, rouseExec, "--", ...argv(port)]);
  await running.line(/^ready$/);
  return { running, address, passed: socketInode(running.pid, 4) };
}
