import { beforeAll, expect } from "vitest";
import { addServer, scopes, whenAsleep } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, newPlace } from "./places.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("rouse add --sandbox, to the %s manager", (scope) => {
  test("takes the network and more from a service that serves and sleeps, and says what that is worth", async () => {
    const manager = machine[scope];
    const place = await newPlace("tcp", manager);
    const open = await addServer(manager, "quarantine", place);
    expect(open).not.toContain("systemd-analyze");
    const { network } = await ask(place);
    const said = await addServer(manager, "quarantine", place, "--sandbox", "--idle", "1s");
    expect(said).toContain(
      "it has no network except its sockets and cannot connect to others; --network lets it\n",
    );
    const [, after, before] = /security: ([\d.]+) \w+, before ([\d.]+) \w+\n/.exec(said) ?? [];
    expect(Number(after)).toBeLessThan(3);
    expect(Number(before)).toBeGreaterThan(9);
    await manager.systemctl("stop", "quarantine.service");
    const facts = await ask(place);
    expect(facts.network).not.toBe(network);
    expect(facts.uid === 0).toBe(false);
    await whenAsleep(manager, "quarantine");
    const { code } = await manager.rouse("rm", "quarantine");
    expect(code).toBe(0);
    const { stdout } = await manager.inside([
      "sh",
      "-c",
      "find /run /var -name '*quarantine*' 2>/dev/null",
    ]);
    expect(stdout).toBe("");
  });
});

test("rouse add --sandbox leaves /tmp to a service of the user that lives there; one that systemd makes up has none", async () => {
  const { user, system, folder } = machine;
  expect(folder).toMatch(/^\/tmp\//);
  const place = await newPlace("tcp", user);
  const said = await addServer(user, "camper", place, "--sandbox", "--cwd", folder);
  expect(said).not.toContain("PrivateTmp");
  expect((await ask(place)).uid).toBe(user.uid);
  await user.rouse("rm", "camper");
  const options = ["--listen", place.address, "--sandbox", "--cwd", folder];
  const refused = await system.rouse("add", "camper", ...options, "--", "/bin/cat");
  expect([refused.code, refused.stderr]).toEqual([
    125,
    expect.stringContaining("the user that systemd makes for it has a /tmp of its own"),
  ]);
});
