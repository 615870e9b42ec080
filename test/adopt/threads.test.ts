import { beforeAll, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { socketInode } from "../harness/sockets.js";
import { rouseExec } from "../harness/supervisor.js";

needs("cc").describe("a bind is answered in the descriptor table of the one who calls it:", () => {
  let threads: string;
  let child: string;

  beforeAll(() => {
    threads = compileC("adopt-threads");
    child = compileC("adopt-child");
  });

  test.each([
    ["a thread that is not the first", "thread"],
    ["a thread with descriptors of its own", "unshared"],
    ["a thread that outlives the first", "orphaned"],
  ])("%s", async (_, where) => {
    const { running, passed, address } = await run((port) => [threads, where, port]);
    await running.line(new RegExp(`^${passed} 0$`));
    await running.line(/ready/);
    await connect(address);
    expect(running.stderr).toBe("");
  });

  test.each([
    ["a vfork child, and not its parent", "vfork"],
    ["a spawned child, and not its parent", "spawn"],
  ])("%s", async (_, how) => {
    const { running, passed } = await run((port) => [child, how, port]);
    await running.line(new RegExp(`^${passed} 0$`));
    const [, parent] = await running.line(/^(\d+) parent$/);
    expect(Number(parent)).toBeGreaterThan(0);
    expect(Number(parent)).not.toBe(passed);
  });
});

async function run(argv: (port: string) => string[]) {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const sockets = ["127.0.0.2", "127.0.0.1"].map(
    (host) => ({ kind: "tcp", address: `${host}:${port}` }) as const,
  );
  const running = activate(sockets, [rouseExec, ...argv(String(port))]);
  await running.line(/ready/);
  return { running, address, passed: socketInode(running.pid, 4) };
}
