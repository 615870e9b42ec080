import { join } from "node:path";
import { expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { backlogOf } from "../harness/sockets.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const backlog = 1234;

needs("python3", "ss").describe("the queue of a passed socket", () => {
  test("is not shortened by a TCP program that listens with 5, in its run or after it", async () => {
    const { address, holder } = await holdFor("tcp", "5");
    for (const nth of [1, 2]) {
      await converse(address, "hello");
      expect(backlogOf(address)).toBe(backlog);
      await converse(address, "end");
      await holder.line(/^exited \d+ 0$/, { nth });
      expect(backlogOf(address)).toBe(backlog);
    }
  });

  test("is lengthened by a TCP program that asks for more, until it ends", async () => {
    const { address, holder } = await holdFor("tcp", "3000");
    await converse(address, "hello");
    expect(backlogOf(address)).toBe(3000);
    await converse(address, "end");
    await holder.line(/^exited \d+ 0$/);
    expect(backlogOf(address)).toBe(backlog);
  });

  test("is as long as before after a program on a unix socket has ended", async () => {
    const { address, holder } = await holdFor("unix", "5");
    expect(await converse(address, "hello")).toMatch(/^\d+$/);
    await converse(address, "end");
    await holder.line(/^exited \d+ 0$/);
    expect(backlogOf(address)).toBe(backlog);
  });

  test("opens again after a TCP program has shut it down", async () => {
    const { address, holder } = await holdFor("tcp", "5", "shutdown");
    for (const nth of [1, 2, 3]) {
      await converse(address, "end");
      await holder.line(/^exited \d+ 0$/, { nth });
      expect(backlogOf(address)).toBe(backlog);
    }
  });
});

test("a client of a unix socket sees the program as who listens, not rouse-exec", async () => {
  const { address, holder } = await holdFor("unix", "5");
  const pid = await converse(address, "hello");
  const [, rouseExecPid] = await holder.line(/^started (\d+)$/);
  const peer = await run(["python3", program("adopt-peer.py"), address]);
  expect(peer.stdout.trim()).toBe(pid);
  expect(pid).not.toBe(rouseExecPid);
});

async function holdFor(kind: "tcp" | "unix", ...args: string[]) {
  const address = kind === "tcp" ? `127.0.0.1:${await freePort()}` : join(tempDir(), "socket");
  const argv = ["python3", "-B", program("adopt-listen.py"), address, ...args];
  const holder = hold([{ kind, address, backlog }], [rouseExec, "--", ...argv]);
  await holder.line(/^holding$/);
  return { address, holder };
}
