import { describe, expect, test } from "vitest";
import { needsRoot } from "../harness/root.js";
import { fixture, look, missing, ordinary } from "./look.js";

/** A Node that takes this machine for another. */
function pretend(what: "platform" | "arch", value: string): string[] {
  const code = `Object.defineProperty(process, ${JSON.stringify(what)}, { value: ${JSON.stringify(value)} })`;
  return [process.execPath, "--import", `data:text/javascript,${encodeURIComponent(code)}`];
}

/** No program of a service manager is on such a machine either. */
const alone = { env: { NOTIFY_SOCKET: undefined, PATH: "/nonexistent" } };
const told = { env: { ...alone.env, NOTIFY_SOCKET: "/nonexistent" } };

const places: [string, string[], RegExp][] = [
  ["macOS", pretend("platform", "darwin"), /^cannot call libc: .*this is darwin; run it on Linux/],
  ["Windows", pretend("platform", "win32"), /^cannot call libc: .*this is win32; run it on Linux/],
  ["a 32-bit processor", pretend("arch", "ia32"), /^cannot call libc: .*this is ia32; run it on L/],
  ["another processor", pretend("arch", "riscv64"), /^cannot call libc: .*this is riscv64; run it/],
  ["without addons", [process.execPath, "--no-addons"], /^cannot call libc: koffi did not load/],
  [
    "where C is laid out in another way",
    [process.execPath, "--require", fixture("wrong-layout.cjs")],
    /^cannot call libc: message has 64 bytes here and 56 where Rouse knows it; run it on Linux/,
  ],
];

describe.each(places)("%s", (_, runtime, sentence) => {
  const nothing = expect.objectContaining(missing(expect.stringMatching(sentence)));

  test("the fallback serves, and what needs libc says so", async () => {
    const outcomes = await look(runtime, alone);
    expect(outcomes).toEqual({ ...ordinary, memoryFile: nothing });
  });

  test("a service manager that cannot be told is an error with the reason", async () => {
    const outcomes = await look(runtime, told);
    expect(outcomes).toMatchObject({ barrier: nothing, storeFds: nothing });
    expect(outcomes.notify).toMatchObject({ code: "NATIVE_MISSING" });
    const reason = sentence.source.replace(/; run.*/, "");
    expect(outcomes.notify?.message).toMatch(new RegExp(`${reason}.*no systemd-notify either`));
  });
});

needsRoot("unshare").test("macOS has no /proc: nothing needs it", async () => {
  const hide = 'mount -t tmpfs none /proc && exec "$@"';
  const runtime = pretend("platform", "darwin");
  const outcomes = await look(["unshare", "--mount", "sh", "-c", hide, "sh", ...runtime], {
    env: { NOTIFY_SOCKET: undefined },
  });
  expect(outcomes).toMatchObject(ordinary);
});
