import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { until } from "../harness/until.js";
import { ask, newPlace, type Place } from "../systemd/places.js";
import { serverPy } from "../systemd/service.js";
import type { ServiceManager } from "../systemd/service-manager.js";
import { readTree, startAtBoot } from "./debian.js";

/** `web.service`, as somebody has written it without Rouse. */
export class Written {
  readonly manager: ServiceManager;
  readonly place: Place;

  constructor(manager: ServiceManager, place: Place) {
    this.manager = manager;
    this.place = place;
  }

  static async at(manager: ServiceManager, kind: Place["kind"] = "tcp"): Promise<Written> {
    return new Written(manager, await newPlace(kind, manager));
  }

  get command(): string {
    return `${serverPy.join(" ")} ${this.place.kind} ${this.place.address}`;
  }

  async write(text = `[Service]\nExecStart=${this.command}\n`): Promise<void> {
    this.manager.writeUnit("web.service", text);
    await this.manager.daemonReload();
  }

  /** Writes it, so that it starts at boot, and starts it. */
  async start(text?: string): Promise<void> {
    startAtBoot(this.manager, "web.service", "../web.service");
    await this.write(text);
    await this.manager.systemctl("start", "web.service");
    await this.answers();
  }

  /** A server without a socket before it takes a moment to bind, and a datagram may be lost. */
  async answers(): Promise<void> {
    const reply = () => ask(this.place, { deadlineMs: 1000 }).catch(() => undefined);
    await until(reply, { what: `an answer from ${this.place.address}` });
  }

  /** What `rouse convert` says when it changes nothing. */
  async refused(...args: string[]): Promise<string> {
    const before = readTree(this.manager.unitFolder);
    const { code, stdout, stderr } = await this.manager.rouse("convert", ...args);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(readTree(this.manager.unitFolder)).toEqual(before);
    return stderr.replace(/^rouse: |\n$/g, "");
  }
}

/** Takes all units of a test away, and what runs of them. */
export async function clear(manager: ServiceManager): Promise<void> {
  const units = ["web.socket", "web.service", "user.service"];
  const scope = `--${manager.scope}`;
  await manager.inside(["systemctl", scope, "stop", ...units]);
  await manager.inside(["systemctl", scope, "kill", "--signal=KILL", "web.service"]);
  for (const name of Object.keys(readTree(manager.unitFolder))) {
    rmSync(join(manager.unitFolder, name), { recursive: true, force: true });
  }
  await manager.inside(["systemctl", scope, "reset-failed"]);
  await manager.daemonReload();
}
