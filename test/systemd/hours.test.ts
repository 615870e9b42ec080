import { existsSync } from "node:fs";
import { beforeAll, expect } from "vitest";
import { until } from "../harness/until.js";
import { addServer, scopes, whenAsleep } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { newPlace } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

/** `Mon 09:05`, in UTC, so many minutes from now. */
function clock(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
}

async function shown(manager: ServiceManager, name: string) {
  const { stdout } = await manager.rouse("status", name, `--${manager.scope}`, "--json");
  return JSON.parse(stdout);
}

describe.each(scopes)("rouse add --awake, to the %s manager", (scope) => {
  test("writes a timer that starts the service, which stays awake until the hours end", async () => {
    const manager = machine[scope];
    const name = `hours-${scope}`;
    const timer = `${name}-awake.timer`;
    const place = await newPlace("tcp", manager);
    const hours = `${clock(-1)}-${clock(60)}`;
    await addServer(manager, name, place, "--idle", "300ms", "--awake", hours);
    const status = await shown(manager, name);
    expect(status.vetoes).toEqual([`awake=${hours}`]);
    expect(status.units).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ unit: timer, state: "active (waiting)", enablement: "enabled" }),
      ]),
    );
    const file = status.units.find(({ unit }: { unit: string }) => unit === timer).file;
    const { NextElapseUSecRealtime: next } = await manager.show(timer, "NextElapseUSecRealtime");
    expect(next).toContain(` ${clock(-1)}:00 `);
    // The hours began a minute ago: what the timer will do tomorrow is done by hand.
    await manager.systemctl("start", `${name}.service`);
    const kept = await until(
      async () => {
        const now = await shown(manager, name);
        return now.busy?.reason === "hours" ? now : undefined;
      },
      { what: `${name} to stay awake` },
    );
    expect(kept).toMatchObject({ state: "awake", why: `awake until ${hours.slice(6)}`, wakes: 0 });
    const soon = `awake=${clock(1)}-${clock(60)}`;
    expect(await manager.rouse("edit", name, "--set", soon)).toMatchObject({ code: 0 });
    await manager.systemctl("restart", `${name}.service`);
    await whenAsleep(manager, name);
    await until(async () => (await manager.show(name, "ActiveState")).ActiveState === "active", {
      deadlineMs: 90_000,
      what: `${timer} to start ${name}`,
    });
    expect(await manager.rouse("edit", name, "--set", "awake=")).toMatchObject({ code: 0 });
    expect(existsSync(file)).toBe(false);
    expect(await manager.rouse("edit", name, "--set", soon)).toMatchObject({ code: 0 });
    expect(await manager.rouse("rm", name)).toMatchObject({ code: 0 });
    expect(existsSync(file)).toBe(false);
    const { LoadState, ActiveState } = await manager.show(timer, "LoadState", "ActiveState");
    expect([LoadState, ActiveState]).toEqual(["not-found", "inactive"]);
  });
});
