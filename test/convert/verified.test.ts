import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect } from "vitest";
import { tempDir } from "../harness/temp.js";
import { rouseIn, scopes } from "../systemd/added.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { rouse, snapshot } from "./debian.js";
import { clear, Written } from "./written.js";

const { describe, test } = needsMachine("systemd-analyze");

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("rouse convert has systemd read a service of the %s", (scope) => {
  const manager = () => machine[scope];
  let web: Written;
  beforeEach(async () => {
    web = await Written.at(manager());
  });
  afterEach(() => clear(manager()));

  /** Everything that a conversion would change, and which run of the service it is. */
  async function everything() {
    const { InvocationID } = await manager().show("web.service", "InvocationID");
    return { InvocationID, ...(await snapshot(manager(), "web.service")) };
  }

  test.each([[[]], [["--dry-run"]]])("with the drop-in, and refuses that %j", async (options) => {
    await web.start();
    const before = await everything();
    const args = ["convert", "web", ...options];
    const { code, stdout, stderr } = await rouseIn(manager(), withBrokenDropIns(), ...args);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(
      /^rouse: systemd does not accept these units, and nothing was changed: web\.service\.d\/zz-rouse\.conf:\d+: [^\n]*Nonsense[^\n]*\n$/,
    );
    expect(await everything()).toEqual(before);
  });

  test("with the sockets, and refuses what it would copy into them", async () => {
    await web.start(`[Service]\nExecStart=${web.command}\nIPAddressDeny=nonsense\n`);
    const before = await everything();
    const said = await web.refused("web");
    expect(said).toMatch(
      /^systemd does not accept these units, and nothing was changed: web\.socket:\d+: /,
    );
    expect(await everything()).toEqual(before);
  });

  test("and leaves alone what it says about the unit itself", async () => {
    await web.start(`[Service]\nExecStart=${web.command}\nNonsense=1\nExecStop=/no/where\n`);
    expect(await rouse(manager(), "convert", "web")).toMatch(
      /^web\.service was stopped and sleeps; /m,
    );
    await web.answers();
  });
});

/** A systemd-analyze that adds a setting which systemd does not know to each drop-in it is to read. */
function withBrokenDropIns(): Record<string, string> {
  const folder = tempDir();
  chmodSync(folder, 0o755);
  const script = `#!/bin/sh
for file; do
  for dropin in "\${file%/*}"/*.service.d/*.conf; do
    case $dropin in */rouse-units-*) printf '\\n[Service]\\nNonsense=1\\n' >>"$dropin" ;; esac
  done
done
exec /usr/bin/systemd-analyze "$@"
`;
  writeFileSync(join(folder, "systemd-analyze"), script, { mode: 0o755 });
  return { PATH: `${folder}:/usr/bin:/bin` };
}
