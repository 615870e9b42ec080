import { expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { cyclesOf, eachRacer, idle, race, timeout } from "./racers.js";

test("asleep and activated by a client at that very moment, again and again, nothing is lost", {
  timeout,
}, async () => {
  await eachRacer(async (server) => {
    const { kind, address } = server;
    const holder = hold([{ kind, address }], [rouseExec, idle(server), "--", ...server.argv]);
    await holder.line(/^holding$/);
    const tally = await race(server);
    const cycles = cyclesOf(server);
    await holder.line(/^exited /, { nth: cycles });
    const exits = holder.output.matches(/^exited \d+ (.*)$/).map(([, code]) => code);
    expect(exits.slice(0, cycles)).toEqual(Array(cycles).fill("0"));
    return tally;
  });
});
