import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { startReceiver } from "./receiver.js";

const programs = join(root, "test/notify/programs");
const argv = [
  ...[process.execPath, "--require", join(programs, "without-koffi.cjs")],
  ...[join(programs, "without-koffi.mjs"), join(root, "dist/index.js")],
];

describe("where koffi cannot load", () => {
  needs("systemd-notify").test(
    "systemd-notify sends, in order; descriptors cannot be",
    async () => {
      const receiver = await startReceiver();
      const { stdout, stderr } = await run(argv, { env: receiver.env });
      const first = await receiver.next();
      expect(first.text.trim()).toBe("READY=1\nSTATUS=without koffi; it's -- fine");
      const texts = [await receiver.next(), await receiver.next()].map(({ text }) => text.trim());
      expect(texts).toContain("STATUS=second");
      expect(stderr).toBe("");
      const lines = stdout.split("\n");
      expect(lines.slice(0, 2).sort()).toEqual(["ready true", "status true"]);
      expect(lines[2]).toMatch(/^store NATIVE_MISSING .*cannot call libc: koffi did not load/);
      expect(lines[3]).toMatch(/^barrier NATIVE_MISSING /);
      expect(lines[4]).toBe("watchdog false");
    },
  );

  test("and without systemd-notify it says what is missing", async () => {
    const env = { NOTIFY_SOCKET: "/nonexistent", PATH: "/nonexistent" };
    const { stdout } = await run(argv, { env });
    expect(stdout).toMatch(/^ready NATIVE_MISSING .*koffi did not load.*no systemd-notify either/m);
  });

  needs("systemd-notify").test("a failure of systemd-notify is one of sending", async () => {
    const env = { NOTIFY_SOCKET: "/nonexistent" };
    const { stdout } = await run(argv, { env });
    expect(stdout).toMatch(/^ready NOTIFY_FAILED EIO .*systemd-notify ended with 1/m);
  });
});
