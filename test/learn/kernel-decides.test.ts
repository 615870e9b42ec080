import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { finished, runStepsAlone, type Step, stepsCommand } from "../adopt/steps.js";
import { rouseExec } from "../harness/paths.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { backlogOf } from "../harness/sockets.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { Learning, learnSteps, reuse } from "./learned.js";

describe("with --learn the kernel answers", () => {
  test("every bind as without rouse-exec, and a refused one is noted too", async () => {
    const taken = `127.0.0.1:${await freePort()}`;
    const steps: Step[] = [
      { kind: "tcp", address: taken, listen: 5, options: reuse },
      { kind: "tcp", address: taken, listen: 5, options: reuse },
      { kind: "tcp", address: "192.0.2.1:80", listen: 5 },
      { kind: "unix", address: "/nonexistent/socket", listen: 5 },
    ];
    const alone = await runStepsAlone(steps);
    const { learning, results } = await learnSteps(steps);
    const errors = [null, "EADDRINUSE", "EADDRNOTAVAIL", "ENOENT"];
    expect(alone.results.map(({ errno }) => errno)).toEqual(errors);
    expect(results.map(({ errno }) => errno)).toEqual(errors);
    const noted = learning.learned.map((one) => [one.address, one.listened_at !== null]);
    expect(noted).toEqual([
      [taken, true],
      ["192.0.2.1:80", false],
      ["/nonexistent/socket", false],
    ]);
  });

  test("port 0: bound as asked, listening on the port that the kernel chose", async () => {
    const { learning, results } = await learnSteps([
      { kind: "tcp", address: "127.0.0.1:0", listen: 5 },
    ]);
    const port = results[0]?.name?.[1];
    expect(learning.learned).toEqual([
      expect.objectContaining({ address: "127.0.0.1:0", listened_at: null }),
      expect.objectContaining({ address: `127.0.0.1:${port}`, bound_at: null }),
    ]);
  });

  test("a listen without bind, whose port is not known yet", async () => {
    const script = "import socket; s = socket.socket(); s.listen(); print(s.getsockname()[1])";
    const learning = new Learning(["python3", "-c", script]);
    expect(await learning.running.exit()).toEqual({ code: 0, signal: null });
    expect(Number(learning.running.stdout)).toBeGreaterThan(0);
    const noted = { address: "0.0.0.0:0", type: "tcp", bound_at: null };
    expect(learning.learned).toEqual([expect.objectContaining(noted)]);
    expect(learning.learned[0]?.listened_at).not.toBeNull();
  });

  test("a bind to a relative path, which is noted as an absolute one", async () => {
    const address = join(tempDir(), "socket");
    const script = `import os, socket
os.chdir("${dirname(address)}")
s = socket.socket(socket.AF_UNIX)
s.bind("socket")
s.listen()
print(s.getsockname())`;
    const learning = new Learning(["python3", "-c", script]);
    expect(await learning.running.exit()).toEqual({ code: 0, signal: null });
    expect(learning.running.stdout).toBe("socket\n");
    expect(learning.learned).toEqual([expect.objectContaining({ address, type: "unix" })]);
    expect(learning.learned[0]?.listened_at).not.toBeNull();
  });

  test("TCP and UDP on one port, which are two", async () => {
    const address = `127.0.0.1:${await freePortPair()}`;
    const { learning } = await learnSteps([
      { kind: "tcp", address, listen: 5, options: reuse },
      { kind: "udp", address },
    ]);
    expect(learning.learned.map(({ type }) => type)).toEqual(["tcp", "udp"]);
  });

  test("a bind that comes again, of which the first is noted", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const steps = stepsCommand([
      { kind: "tcp", address, as: "first", listen: 5, options: reuse },
      { do: "close", of: "first" },
      { kind: "tcp", address, listen: 5, options: reuse },
    ]);
    const running = start([rouseExec, "--learn", "--", ...steps]);
    await finished(running);
    expect(running.stderr.match(/ binds tcp:/g)).toHaveLength(1);
    expect(running.stderr.match(/ listens on tcp:/g)).toHaveLength(1);
  });

  test("listen with the backlog that the program asked for", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    await learnSteps([{ kind: "tcp", address, listen: 7, options: reuse }]);
    expect(backlogOf(address)).toBe(7);
  });

  test("the 70th bind as the first, of which it notes 64 and says so", async () => {
    const ports = await Promise.all(Array.from({ length: 70 }, freePortPair));
    const addresses = ports.map((port) => `127.0.0.1:${port}`);
    const { learning, results } = await learnSteps(
      addresses.map((address) => ({ kind: "udp", address })),
    );
    expect(results.filter(({ errno }) => errno === null)).toHaveLength(70);
    expect(learning.learned.map(({ address }) => address)).toEqual(addresses.slice(0, 64));
    expect(learning.running.stderr).toMatch(/^rouse-exec: .*more than 64 addresses.*\n$/);
  });
});

describe("with --learn passed sockets", () => {
  test("are not adopted: their addresses are taken, as without rouse-exec", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const bind = { kind: "tcp", address, listen: 5, options: reuse } as const;
    const { learning, results } = await learnSteps([bind], [{ kind: "tcp", address }]);
    expect(results).toEqual([{ errno: "EADDRINUSE" }]);
    expect(learning.learned).toEqual([expect.objectContaining({ address, listened_at: null })]);
  });

  test("have no guards: chmod, rename and unlink do what they say", async () => {
    const address = join(tempDir(), "socket");
    const other = join(tempDir(), "moved");
    const script = `import os, socket, time
os.chmod("${address}", 0o640)
print(oct(os.stat("${address}").st_mode & 0o777))
os.rename("${address}", "${other}")
os.unlink("${other}")
print(os.path.exists("${address}"), os.path.exists("${other}"), flush=True)`;
    const learning = new Learning(["python3", "-c", script], [{ kind: "unix", address }]);
    expect(await learning.running.exit()).toEqual({ code: 0, signal: null });
    expect(learning.running.stdout).toBe("0o640\nFalse False\n");
    expect(existsSync(address)).toBe(false);
  });
});
