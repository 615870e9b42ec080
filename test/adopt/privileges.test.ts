import { beforeAll, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { descendants, status } from "../harness/procs.js";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { type Bind, finished, runSteps, stepsCommand } from "./steps.js";

const nobody = { uid: 65_534, gid: 65_534 };

needsRoot("setpriv").describe(
  "a program that may less than rouse-exec, or more than it shows",
  () => {
    test("is adopted after it has given up root by itself, with no_new_privs unset", async () => {
      const address = `127.0.0.1:${await freePort()}`;
      const bind = { kind: "tcp", address } as const;
      const before = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
      const { taken, running } = await runSteps([bind], [bind], { before });
      expect(taken).toEqual([0]);
      const [pid = 0] = descendants(running.pid);
      expect(status(pid, "NoNewPrivs")).toBe("0");
      expect(status(pid, "Uid")).toMatch(/^65534\b/);
    });

    test.each([
      ["", []],
      [", whatever the upper half of the length's register holds", ["32681"]],
    ])(
      "and hides its memory gets the only passed socket once, and it is said that this is a guess%s",
      async (_, upper) => {
        const port = String(await freePort());
        const sockets = [{ kind: "tcp", address: `127.0.0.1:${port}` } as const];
        const argv = ["python3", program("adopt-hidden.py"), port, ...upper];
        const running = activate(sockets, [rouseExec, "--", ...argv], nobody);
        expect(await running.exit()).toEqual({ code: 0, signal: null });
        expect(running.stdout).toBe("0\n98\n");
        const lines = running.stderr.split("\n").filter(Boolean);
        expect(lines).toEqual([
          expect.stringMatching(/^rouse-exec: cannot look into process \d+ .*only passed socket/),
        ]);
      },
    );
  },
);

needs("cc").describe("without a system call that a container forbids", () => {
  let deny: string;

  beforeAll(() => {
    deny = compileC("adopt-deny");
  });

  test("process_vm_readv, nothing changes", async () => {
    const { taken, stderr } = await denied("process_vm_readv");
    expect(taken).toEqual([1, 0, 2, "own", 3]);
    expect(stderr).toBe("");
  });

  test("pidfd_getfd, sockets are adopted without their options, and it says so once", async () => {
    const { taken, stderr } = await denied("pidfd_getfd");
    expect(taken).toEqual([1, 0, 2, "own", 3]);
    expect(stderr.split("\n").filter(Boolean)).toEqual([
      expect.stringMatching(/^rouse-exec: .*pidfd_getfd.*without its socket options/),
    ]);
  });

  async function denied(...calls: string[]) {
    const port = await freePort();
    const passed = [
      { kind: "udp", address: `127.0.0.1:${port}` },
      { kind: "tcp", address: `127.0.0.1:${port}` },
      { kind: "tcp", address: `[::1]:${port}` },
      { kind: "unix", address: `@rouse-${port}` },
    ] as const;
    const [udp, tcp, tcp6, unix] = passed;
    // A free port may have connections in TIME_WAIT, from a test before.
    const reuse: Bind["options"] = [["SOL_SOCKET", "SO_REUSEADDR", 1]];
    const other = { ...tcp, address: `127.0.0.1:${await freePort()}`, options: reuse };
    const steps = stepsCommand([tcp, udp, tcp6, other, unix]);
    const running = activate([...passed], [deny, ...calls, "--", rouseExec, "--", ...steps]);
    const { taken } = await finished(running, running.pid);
    return { taken, stderr: running.stderr };
  }
});
