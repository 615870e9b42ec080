import { chownSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort, freePortPair } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { type Probed, probe, probeArgv, probeOptions, startProbe } from "./probed.js";
import { steps } from "./steps.js";

/** A probe of a program that has bound all it will. */
async function watching(...options: string[]) {
  const address = `127.0.0.1:${await freePort()}`;
  const probing = startProbe(...options, "--for", "1h", "--", ...steps(`tcp:${address}`));
  await probing.running.line(/^done$/, { from: "stderr", deadlineMs: 60_000 });
  return { address, ...probing };
}

describe("rouse probe leaves no process and no file behind", () => {
  test("when Ctrl-C ends the watching: what was seen is told", async () => {
    const { running, address, temporary } = await watching("--json");
    // As a terminal does: to all of the foreground job.
    process.kill(-running.pid, "SIGINT");
    expect(await running.exit({ deadlineMs: 60_000 })).toEqual({ code: 0, signal: null });
    expect(running.stderr).not.toContain("KeyboardInterrupt");
    const { ended, exit, binds }: Probed = JSON.parse(running.stdout);
    expect({ ended, exit, binds }).toMatchObject({
      ...{ ended: "interrupted", exit: null },
      binds: [{ address, state: "listens" }],
    });
    expect(running.survivors()).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("when it is ended by %s", async (signal) => {
    const { running, temporary } = await watching();
    expect(await running.stop(signal, { deadlineMs: 60_000 })).toMatchObject({ code: 125 });
    expect(running.stderr).toContain(`rouse: stopped by ${signal}`);
    expect(running.stdout).toBe("");
    expect(running.survivors()).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("when it is killed, but for a folder that the next probe removes", async () => {
    const { running, temporary } = await watching();
    await running.stop("SIGKILL");
    await until(() => running.survivors().length === 0, { what: "the program to be ended" });
    expect(readdirSync(temporary)).toEqual([expect.stringMatching(/^rouse-probe-/)]);
    const env = { ...probeOptions().env, TMPDIR: temporary };
    const next = start(probeArgv("--", "true"), { env });
    expect(await next.exit({ deadlineMs: 60_000 })).toMatchObject({ code: 0 });
    expect(readdirSync(temporary)).toEqual([]);
  });

  needsRoot().test(
    "and a folder that another user made with such a name is not touched",
    async () => {
      const { running, temporary } = await watching();
      await running.stop("SIGKILL");
      await until(() => running.survivors().length === 0, { what: "the program to be ended" });
      const [name = ""] = readdirSync(temporary);
      const folder = join(temporary, name);
      chownSync(folder, 65_534, 65_534);
      const before = readdirSync(folder);
      expect(before).toContain("probe.json");
      const env = { ...probeOptions().env, TMPDIR: temporary };
      const next = start(probeArgv("--", "true"), { env });
      expect(await next.exit({ deadlineMs: 60_000 })).toMatchObject({ code: 0 });
      expect(readdirSync(folder)).toEqual(before);
    },
  );

  test("when the program has children that go on without it", async () => {
    const port = await freePort();
    const orphan = `sleep 1000 & exec "$@" tcp:127.0.0.1:${port}`;
    const { running } = startProbe("--", "sh", "-c", orphan, "sh", ...steps());
    expect(await running.exit({ deadlineMs: 60_000 })).toMatchObject({ code: 0 });
    expect(running.survivors()).toEqual([]);
  });
});

describe("a program that ends by itself ends the watching", () => {
  test("after it listened: that is told", async () => {
    const address = `127.0.0.1:${await freePortPair()}`;
    const { code, stdout } = await probe(
      "--json",
      "--",
      ...steps(`tcp:${address}`, `udp:${address}`, "end:3"),
    );
    expect(code).toBe(0);
    const { ended, exit, binds }: Probed = JSON.parse(stdout);
    expect({ ended, exit }).toEqual({ ended: "program", exit: { code: 3, signal: null } });
    expect(binds).toMatchObject([
      { address, type: "tcp", state: "listens" },
      { address, type: "udp", state: "listens" },
    ]);
  });

  test("before it bound anything, by a signal: that is told by its name", async () => {
    const { code, stdout } = await probe("--", "sh", "-c", "kill -KILL $$");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ was ended by SIGKILL before it /)]);
  });

  test("before it bound anything: that is told, with its status", async () => {
    const { code, stdout } = await probe("--", ...steps("end:3"));
    expect(code).toBe(0);
    expect(stdout).toBe(
      "- the program ended with status 3 before it bound anything that clients could connect to\n",
    );
  });
});
