import { expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { cycles, eachRacer, idle, race, timeout } from "./racers.js";

const title = `${cycles} times asleep and activated by a client at that very moment, nothing is lost`;

test(title, { timeout }, async () => {
  await eachRacer(async (server) => {
    const { kind, address } = server;
    const holder = hold([{ kind, address }], [rouseExec, idle(server), "--", ...server.argv]);
    await holder.line(/^holding$/);
    const tally = await race(server);
    const exits = holder.output.matches(/^exited \d+ (.*)$/).map(([, code]) => code);
    expect(exits.slice(0, cycles)).toEqual(Array(cycles).fill("0"));
    return tally;
  });
});
