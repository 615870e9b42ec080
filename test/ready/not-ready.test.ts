import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { needs } from "../harness/servers.js";
import { untilQuick } from "../harness/until.js";
import { superviseReadyNginx } from "./nginx.js";
import { type ServiceManager, said } from "./service-manager.js";
import { newPlaces, startSteered } from "./steered.js";

test.each([0, 3])(
  "a program that listens and ends with %i at once was never ready",
  async (code) => {
    const ends = async () => {
      const { sockets, binds } = await newPlaces("tcp", 1);
      const { manager, running } = await startSteered(sockets);
      running.stdin?.write(`${binds[0]}; listen s0; end ${code}\n`);
      expect(await running.exit()).toEqual({ code, signal: null });
      return wasNeverReady(manager);
    };
    await untilQuick(ends, "one that was not ready before its end");
  },
);

test("one that closes its socket at once is ready when it has bound again", async () => {
  const closes = async () => {
    const { sockets, binds } = await newPlaces("tcp", 1);
    const steered = await startSteered(sockets);
    await steered.do(`${binds[0]}; listen s0; close s0`);
    await steered.reported(
      ({ state, sockets: [socket] }) => state === "running" || socket?.adopted === false,
    );
    await pause(300);
    return (await wasNeverReady(steered.manager)) && { steered, binds };
  };
  const { steered, binds } = await untilQuick(closes, "one that was not ready before that");
  await steered.do(...binds, "listen s0");
  expect(await steered.manager.heardTexts(2)).toEqual([said.starting, said.running]);
});

/** One that was held up for longer than it takes to be ready has been, by the rules. */
async function wasNeverReady(manager: ServiceManager): Promise<boolean> {
  const texts = await manager.allTexts();
  return texts.length === 1 && texts[0] === said.starting;
}

const nginx = needs("nginx");

nginx.describe("nginx", () => {
  test("-t is not ready", async () => {
    const tests = async () => {
      const { manager, running } = await superviseReadyNginx("off", ["-t"]);
      expect(await running.exit()).toEqual({ code: 0, signal: null });
      expect(running.stderr).toContain("test is successful");
      return wasNeverReady(manager);
    };
    await untilQuick(tests, "one that was not ready before its end");
  });

  test.each(["off", "on"] as const)("with `daemon %s` is ready, once", async (daemon) => {
    const { manager, running } = await superviseReadyNginx(daemon);
    expect(await manager.heardTexts(2)).toEqual([said.starting, said.running]);
    expect(await running.stop("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(await manager.allTexts()).toEqual([said.starting, said.running]);
  });
});
