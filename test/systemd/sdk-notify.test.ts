import { beforeAll, expect, test } from "vitest";
import { startUnit, type Unit } from "../notify/unit.js";
import { asEachUser } from "./users.js";

asEachUser("what a service says of itself", (manager) => {
  let unit: Unit;

  beforeAll(async () => {
    unit = await startUnit(manager(), "says", ["Type=notify", "NotifyAccess=all"]);
  });

  /** What arrives after what we look at has been read, too. */
  const say = (call: string) => unit.run(`await ${call}; return await rouse.barrier()`);
  /** What `rouse` refuses to send. */
  const raw = (text: string) => `
    const { sendOverUnix } = await import("/run/checkout/build/src/notify/unix-transport.js");
    const path = process.env.NOTIFY_SOCKET;
    const address = path.startsWith("@") ? { kind: "abstract", name: path.slice(1) } : { kind: "path", path };
    await sendOverUnix(address, { text: ${JSON.stringify(text)}, fds: [] }, { timeoutMs: 5000 });
    return await rouse.barrier()`;

  test("the start is over with READY=1, and STATUS is shown", async () => {
    expect(await unit.property("ActiveState")).toBe("activating");
    expect(await unit.run("return await rouse.ready({ status: 'grüße, 3 clients' })")).toBe(true);
    await unit.whenShown("ActiveState", "active");
    expect(await unit.property("StatusText")).toBe("grüße, 3 clients");
  });

  test("the barrier is passed once systemd has read what came before", async () => {
    for (let count = 0; count < 20; count++) {
      expect(await say(`rouse.status("count ${count}")`)).toBe(true);
      expect(await unit.property("StatusText")).toBe(`count ${count}`);
    }
  });

  test("STATUS is cleared by an empty one, and by what we refuse to send (69)", async () => {
    await say(`rouse.notifyRaw("STATUS=a\\nSTATUS=b")`);
    expect(await unit.property("StatusText")).toBe("a");
    await say(`rouse.status("")`);
    expect(await unit.property("StatusText")).toBe("");
    await say(`rouse.status("b")`);
    await unit.run(raw("STATUS=a\uffffb"));
    expect(await unit.property("StatusText")).toBe("");
  });

  test("4096 bytes are read, 4097 dropped, and so is a NUL that is not the last byte (68)", async () => {
    const longest = `a${"é".repeat(2044)}`;
    await say(`rouse.status(${JSON.stringify(longest)})`);
    expect(await unit.property("StatusText")).toBe(longest);
    await unit.run(raw(`STATUS=${"b".repeat(4090)}`));
    expect(await unit.property("StatusText")).toBe(longest);
    await unit.run(raw("STATUS=with\0in"));
    expect(await unit.property("StatusText")).toBe(longest);
    await unit.run(raw("STATUS=at the end\0"));
    expect(await unit.property("StatusText")).toBe("at the end");
  });

  test("a barrier that is not alone, or has not one descriptor, is ignored, and what is beside it (71, 72)", async () => {
    await say(`rouse.status("before")`);
    await say(`rouse.notifyRaw("STATUS=beside\\nBARRIER=1", { fds: [0] })`);
    await say(`rouse.notifyRaw("BARRIER=1")`);
    await say(`rouse.notifyRaw("BARRIER=1", { fds: [0, 0] })`);
    expect(await unit.property("StatusText")).toBe("before");
  });

  test("assignments of its own, and of later versions, do no harm", async () => {
    await say(`rouse.notify({ X_ROUSE_TEST: "1", status: "own", restartReset: true, exitStatus: 3,
      busError: "org.example.Error", varlinkError: "org.example.Error", notifyAccess: "all" })`);
    expect(await unit.property("StatusText")).toBe("own");
  });

  test.each(["2", "'ENOENT'"])("ERRNO=%s is shown", async (errno) => {
    await say(`rouse.notify({ errno: 0 })`);
    await say(`rouse.notify({ errno: ${errno} })`);
    expect(await unit.property("StatusErrno")).toBe("2");
  });

  test("a child that is gone at once was heard, thanks to its barrier", async () => {
    const child = `import { barrier, status } from "/run/checkout/dist/index.js";
      await status("from a child");
      await barrier();`;
    await unit.run(`const { execFileSync } = await import("node:child_process");
      execFileSync(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(child)}])`);
    expect(await unit.property("StatusText")).toBe("from a child");
  });

  test("MAINPID names another process of the service", async () => {
    const child = await unit.run<number>(`const { spawn } = await import("node:child_process");
      kept.child = spawn("sleep", ["60"]);
      await rouse.mainPid(kept.child.pid);
      await rouse.barrier();
      return kept.child.pid;`);
    expect(await unit.property("MainPID")).toBe(String(child));
    await say("rouse.mainPid(process.pid)");
    await unit.run("kept.child.kill()");
  });

  // The other way round the last one wins before systemd 253, which is why `notify` refuses both.
  test("STOPPING=1 wins over READY=1, and the end is no failure (70)", async () => {
    await say(`rouse.notifyRaw("READY=1\\nSTOPPING=1\\nSTATUS=bye")`);
    expect(await unit.property("ActiveState")).toBe("deactivating");
    expect(await unit.property("StatusText")).toBe("bye");
    unit.tell("process.exit(0)");
    await unit.whenShown("ActiveState", "inactive");
    expect(await unit.property("Result")).toBe("success");
  });
});
