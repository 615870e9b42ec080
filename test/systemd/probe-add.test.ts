import { beforeAll, expect, test } from "vitest";
import { scopes, serverPy, traces } from "./added.js";
import { type Machine, startMachine } from "./machine.js";
import { ask, kinds, newPlace } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

/** Does it with the manager of the system and with that of a user, at once: a probe takes seconds of waiting. */
async function withBoth(act: (manager: ServiceManager) => Promise<void>): Promise<void> {
  await Promise.all(scopes.map((scope) => act(machine[scope])));
}

test("rouse probe --add adds what it saw: the first client wakes it", async () => {
  await withBoth(async (manager) => {
    const before = await traces(manager);
    const names = kinds.map(async (kind) => {
      const place = await newPlace(kind, manager);
      const name = `seen ${kind}`;
      const server = [...serverPy, place.kind, place.address];
      const { code, stdout, stderr } = await manager.rouse("probe", "--add", name, "--", ...server);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stdout).toContain(`${place.address} `);
      expect(stdout).toContain(`\n${name} listens on `);
      expect((await ask(place)).uid).toBe(manager.uid);
      return name;
    });
    const added = await Promise.all(names);
    const removed = await manager.rouse("rm", `--${manager.scope}`, ...added);
    expect(removed).toMatchObject({ code: 0, stderr: "" });
    expect(await traces(manager)).toBe(before);
  });
});

test("rouse probe --add adds nothing where nothing was seen", async () => {
  await withBoth(async (manager) => {
    const before = await traces(manager);
    const none = await manager.rouse("probe", "--for", "1s", "--add", "none", "--", "sleep", "60");
    expect(none.code).toBe(125);
    expect(none.stdout).toMatch(/^- it bound nothing /);
    expect(none.stderr).toMatch(/^rouse: cannot add 'none': its program was not seen to listen/m);
    expect(await traces(manager)).toBe(before);
  });
});
