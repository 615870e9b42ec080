import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { addServer, rouseIn, scopes, serverPy, traces } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, newPlace, type Place } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("rouse add to the %s manager puts everything back when", (scope) => {
  let manager: ServiceManager;
  beforeAll(() => {
    manager = machine[scope];
  });

  test("systemctl start fails of the first service of all", async () => {
    const folder = join(manager.home, ".config/systemd");
    if (scope === "user") rmSync(folder, { recursive: true });
    const before = await traces(manager);
    const env = failing("start", "exit 1");
    const add = ["add", "first", "--listen", String(await freePort()), "--", "cat"];
    expect(await rouseIn(manager, env, ...add)).toMatchObject({ code: 125, stdout: "" });
    expect(await traces(manager)).toBe(before);
    if (scope === "user") expect(existsSync(folder)).toBe(false);
  });

  describe("one service is there", () => {
    let old: Place;
    beforeAll(async () => {
      old = await newPlace("tcp", manager);
      await addServer(manager, "there", old);
    });

    /** Adds a service, or moves one that runs to another port, while something fails: nothing is seen of it. */
    async function fail(name: "anew" | "there", env: (fresh: Place) => Record<string, string>) {
      const fresh = await newPlace("tcp", manager);
      await ask(old);
      const before = await traces(manager);
      const command = ["--", ...serverPy, "tcp", fresh.address];
      const options = ["--listen", fresh.address, ...command];
      const { code, stdout, stderr } = await rouseIn(manager, env(fresh), "add", name, ...options);
      expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
      expect(await traces(manager)).toBe(before);
      const state = await manager.show("there.socket", "ActiveState", "NeedDaemonReload");
      expect(state).toEqual({ ActiveState: "active", NeedDaemonReload: "no" });
      expect((await ask(old)).uid).toBe(manager.uid);
      return { said: stderr, fresh };
    }

    test.each([
      ["daemon-reload", "there"],
      ["enable", "anew"],
      ["start", "there"],
    ] as const)("systemctl %s fails, of a service that is %s", async (verb, name) => {
      const { said } = await fail(name, () => failing(verb, "echo broken >&2; exit 1"));
      expect(said).toMatch(
        new RegExp(`^rouse: \`systemctl --${scope} ${verb}\\b.*failed: broken\n$`),
      );
    });

    test.each(["there", "anew"] as const)(
      "somebody takes the port in between, of a service that is %s",
      async (name) => {
        const { said, fresh } = await fail(name, ({ address }) => {
          const [, port = ""] = address.split(":");
          const server = `python3 -um http.server ${port} --bind 127.0.0.1`;
          const isThere = `ss -Hltn "sport = :${port}" | grep -q .`;
          // Nobody who stays may inherit the lock of the units.
          const take = `setsid ${server} 3>&- >/dev/null 2>&1 & until ${isThere}; do sleep 0.02; done`;
          return failing("daemon-reload", take);
        });
        const holder = "process \\d+ \\(python3\\) has it; stop it";
        expect(said).toMatch(new RegExp(`^rouse: cannot listen on ${fresh.address}: ${holder}`));
      },
    );

    test("it is asked to end in the middle", async () => {
      const { said } = await fail("there", () => failing("enable", "kill -TERM $PPID"));
      expect(said).toBe("rouse: stopped by SIGTERM: everything is as it was before\n");
    });

    test("the folder of units cannot be written to", async () => {
      const remount = async (how: string) => {
        await manager.inside(["mount", "-o", `remount,bind,${how}`, "/etc/systemd/system"]);
      };
      const isSystem = scope === "system";
      await (isSystem ? remount("ro") : chmodSync(manager.unitFolder, 0o555));
      try {
        const { said } = await fail("there", () => ({}));
        expect(said).toMatch(/cannot write the unit file '.*': (EACCES|EROFS);/);
      } finally {
        await (isSystem ? remount("rw") : chmodSync(manager.unitFolder, 0o755));
      }
    });
  });
});

/** A systemctl in front of the real one that, the first time it is asked for `verb`, does something before. */
function failing(verb: string, before: string): Record<string, string> {
  const folder = tempDir();
  chmodSync(folder, 0o777);
  const script = `#!/bin/sh
if [ "$2" = ${verb} ] && mkdir "${folder}/once" 2>/dev/null; then ${before}
fi
exec /usr/bin/systemctl "$@"
`;
  writeFileSync(join(folder, "systemctl"), script, { mode: 0o755 });
  return { PATH: `${folder}:/usr/bin:/bin` };
}
