import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { freePort } from "../harness/ports.js";
import { lacking } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { catalog } from "./catalog.js";
import type { From } from "./facts.js";
import { type Loader, loaders } from "./loaders.js";
import { reasonsAgainst } from "./matrix.js";
import type { Spot } from "./places.js";
import type { Run } from "./server.js";
import { spotsOf } from "./spots-of.js";
import { startServer } from "./started.js";

const hosts = [11, 12, 13, 14, 15];
/** Long enough for a server that would answer to do so. */
const noticedMs = 200;

/** What the report says of a check that has asked a server that loads. */
const failed = /answered 503|ended with status|has not said READY=1/;

/** Clients of a unix socket have no address. */
async function newClient({ kind }: Spot, host: number): Promise<From> {
  return kind === "tcp" ? { localAddress: `127.0.0.${host}`, localPort: await freePort() } : {};
}

function nameOf({ localAddress, localPort }: From): string | undefined {
  return localAddress && `${localAddress}:${localPort}`;
}

/** It has been told nothing yet, and nobody has connected. */
async function hold({ server, command, ask = server.ask }: Loader, spot: Spot, check?: string) {
  const loaded = join(openTempDir(), "loaded");
  const options = check === undefined ? [] : [`--ready-check=${check}`];
  const loading = { command: (run: Run) => command(run, loaded), ...(ask && { ask }) };
  const settings = { options, env: { LOADED: loaded } };
  const started = await startServer(loading, [spot], "--lazy", settings);
  return {
    ...started,
    loaded,
    ask: started.asks[0] ?? expect.unreachable("a socket is asked for"),
  };
}

for (const loader of loaders) {
  const { name, server, byItself, checks } = loader;
  const cases = spotsOf(server).flatMap(({ kind, spot }) =>
    checks[kind].map((check) => [kind, check.split(" ")[0], check, spot] as const),
  );

  lacking(reasonsAgainst(server)).test.each(cases)(
    `${name}, %s, %s: clients that came before it wait, and it answers each when it has loaded`,
    async (kind, _, check, spot) => {
      const { service, loaded, ask } = await hold(loader, spot, check);
      const from = await Promise.all(hosts.map((host) => newClient(spot, host)));
      let answered = 0;
      const answers = from.map((client) => ask(client).finally(() => answered++));
      const all = Promise.all(answers);
      if (!byItself) {
        await Promise.race([all, service.reportWhere((it) => failed.test(it.gate_failed ?? ""))]);
        await pause(noticedMs);
        expect(answered).toBe(0);
        writeFileSync(loaded, "");
      }
      const peers = (await all).map(({ peer }) => peer);
      if (kind === "tcp" && !server.hidesClients) expect(peers).toEqual(from.map(nameOf));
      await service.reportWhere(({ gate, wakes }) => gate === "open" && wakes === 1);
      await ask();
    },
  );
}

const early = catalog.flatMap((server) =>
  server.early ? [{ ...server, early: server.early }] : [],
);

for (const server of early) {
  const [{ says }, loader] = [server.early, loaders.find(({ name }) => name === server.name)];
  lacking(reasonsAgainst(server)).test.each(spotsOf(server))(
    `${server.name}, $kind: without a check, the client that woke it is told ${says}`,
    async ({ spot }) => {
      const { ask } = await hold(loader ?? expect.unreachable("it is one of the loaders"), spot);
      await expect(ask()).rejects.toThrow(says);
    },
  );
}
