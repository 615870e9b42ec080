import { expect, test } from "vitest";
import { lacking } from "../harness/servers.js";
import { noneFailed } from "../sleep/tally.js";
import { inLanes } from "./lanes.js";
import { reasonsAgainst } from "./matrix.js";
import { spotsOf } from "./spots-of.js";
import { raceTheStop, stoppers } from "./stoppers.js";

/** `npm run bench -- --rounds 300 stops` has more. */
const cycles = 20;

for (const server of stoppers) lacking(reasonsAgainst(server));
const present = stoppers.filter((server) => reasonsAgainst(server).length === 0);

test("no client is lost that comes while a server is put to sleep which handles the stop signal", async () => {
  const races = present.flatMap((server) =>
    spotsOf(server).map(({ kind, spot }) => async () => {
      return { name: `${server.name}, ${kind}`, tally: await raceTheStop(server, spot, cycles) };
    }),
  );
  const found = await inLanes(races);
  console.table(Object.fromEntries(found.map(({ name, tally }) => [name, tally])));
  for (const { name, tally } of found) expect(tally, name).toMatchObject({ cycles, ...noneFailed });
});
