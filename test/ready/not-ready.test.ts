import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { needs } from "../harness/servers.js";
import { superviseReadyNginx } from "./nginx.js";
import { said } from "./service-manager.js";
import { newPlaces, startSteered } from "./steered.js";

test.each([0, 3])(
  "a program that listens and ends with %i at once was never ready",
  async (code) => {
    const { sockets, binds } = await newPlaces("tcp", 1);
    const { manager, running } = await startSteered(sockets);
    running.stdin?.write(`${binds[0]}; listen s0; end ${code}\n`);
    expect(await running.exit()).toEqual({ code, signal: null });
    expect(await manager.allTexts()).toEqual([said.starting]);
  },
);

test("one that closes its socket at once is ready when it has bound again", async () => {
  const { sockets, binds } = await newPlaces("tcp", 1);
  const steered = await startSteered(sockets);
  const { manager } = steered;
  await steered.do(`${binds[0]}; listen s0; close s0`);
  await pause(300);
  expect(await manager.allTexts()).toEqual([said.starting]);
  await steered.reported((report) => report.sockets[0]?.adopted === false);
  await steered.do(...binds, "listen s0");
  expect(await manager.heardTexts(2)).toEqual([said.starting, said.running]);
});

const nginx = needs("nginx");

nginx.describe("nginx", () => {
  test("-t is not ready", async () => {
    const { manager, running } = await superviseReadyNginx("off", ["-t"]);
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(running.stderr).toContain("test is successful");
    expect(await manager.allTexts()).toEqual([said.starting]);
  });

  test.each(["off", "on"] as const)("with `daemon %s` is ready, once", async (daemon) => {
    const { manager, running } = await superviseReadyNginx(daemon);
    expect(await manager.heardTexts(2)).toEqual([said.starting, said.running]);
    expect(await running.stop("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(await manager.allTexts()).toEqual([said.starting, said.running]);
  });
});
