import { beforeAll, expect } from "vitest";
import { converse } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { newPlace } from "./places.js";
import { checkout } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(["system", "user"] as const)("the machine of the tests, its %s manager", (scope) => {
  test("enables and activates a service, and keeps what it says in the journal", async () => {
    const manager = machine[scope];
    const place = await newPlace("tcp", manager);
    const socket = `[Socket]\n${place.listen}\nFileDescriptorName=tcp\n[Install]\nWantedBy=sockets.target\n`;
    manager.writeUnit("known.socket", socket);
    const exec = `/usr/bin/python3 ${checkout}/test/programs/activated.py`;
    manager.writeUnit("known.service", `[Service]\nExecStart=${exec}\n`);
    await manager.systemctl("enable", "--now", "known.socket");
    const { UnitFileState } = await manager.show("known.socket", "UnitFileState");
    expect(UnitFileState).toBe("enabled");
    const reply = await converse(place.address, "hello");
    const { MainPID } = await manager.show("known.service", "MainPID");
    expect(reply).toBe(`${MainPID} ${manager.uid} tcp`);
    const unit = scope === "system" ? "--unit" : "--user-unit";
    const journal = async () => {
      const { stdout } = await manager.inside(["journalctl", "-q", "-o", "cat", unit, "known"]);
      return stdout.includes("ready");
    };
    await until(journal, { what: "the journal to have it" });
  });
});
