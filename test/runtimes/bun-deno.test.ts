import { expect, test } from "vitest";
import { activate, type Passed } from "../harness/activate.js";
import { freePort } from "../harness/ports.js";
import { startReceiver } from "../notify/receiver.js";
import { findRuntime, needsRuntime } from "./find-runtime.js";
import { fixture, look, ordinary } from "./look.js";

const runtimes = {
  bun: (path: string) => [path],
  deno: (path: string) => [path, "run", "--no-prompt", "--allow-all"],
};

for (const [name, commandOf] of Object.entries(runtimes)) {
  const command = commandOf(findRuntime(name) ?? name);

  needsRuntime(name).describe(`on ${name}`, () => {
    test("the fallback serves where nothing was passed, and nothing crashes", async () => {
      const outcomes = await look(command, { env: { NOTIFY_SOCKET: undefined } });
      expect(outcomes).toEqual({ ...ordinary, memoryFile: { value: true } });
    });

    test("messages arrive, and descriptors beside them", async () => {
      const receiver = await startReceiver();
      const outcomes = await look(command, { env: receiver.env });
      const sent = { value: true };
      expect(outcomes).toMatchObject({ notify: sent, barrier: sent, storeFds: sent });
      expect((await receiver.next()).text).toBe("READY=1\nSTATUS=here");
      expect(await receiver.next()).toMatchObject({
        text: "BARRIER=1",
        fds: [expect.stringMatching(/^pipe:/)],
      });
      const stored = await receiver.next();
      expect(stored).toMatchObject({
        text: "FDSTORE=1",
        fds: [expect.stringMatching("memfd:kept")],
      });
    });

    test.each(["tcp", "udp"] as const)("a passed %s socket is refused by name", async (kind) => {
      const address = `127.0.0.1:${await freePort()}`;
      const passed: Passed[] = [{ kind, address, name: "web" }];
      const running = activate(passed, [...command, fixture("take.mjs"), kind]);
      const { code } = await running.exit({ deadlineMs: 60_000 });
      expect([code, running.stderr]).toEqual([0, ""]);
      expect(running.stdout).toMatch(/^LISTEN_RUNTIME_UNSUPPORTED .*(Bun|Deno) cannot listen/);
    });
  });
}

needsRuntime("deno").test("deno without --allow-ffi serves, and says what it lacks", async () => {
  const deno = findRuntime("deno") ?? "deno";
  const allowed = ["--allow-read", "--allow-net", "--allow-env", "--allow-sys"];
  const env = { NOTIFY_SOCKET: "/nonexistent" };
  const outcomes = await look([deno, "run", "--no-prompt", ...allowed], { env });
  const { notify, barrier, memoryFile, listen } = outcomes;
  expect(listen).toEqual(ordinary.listen);
  for (const outcome of [notify, barrier, memoryFile]) {
    expect(outcome).toMatchObject({ code: "NATIVE_MISSING" });
    expect(outcome?.message).toContain("koffi did not load (NotCapable: Requires ffi access");
  }
});
