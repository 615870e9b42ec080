import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import { backlogOf } from "../harness/sockets.js";
import { until } from "../harness/until.js";
import { askHttp, type From } from "./facts.js";
import { backlog, dialled, type Place, placesOf, type Spot } from "./places.js";
import { Run, type Server, shapesOf } from "./server.js";
import { isLazy, type Service, serve, type Way } from "./service.js";

/** What a server must do with these sockets, in one way of getting them. */
export function adopts(server: Server, spots: readonly Spot[], way: Way): void {
  let service: Service;
  let places: Place[];
  let asked: Place[];
  let run: Run;
  const { ask: askAt = askHttp } = server;
  const ask = (place: Place, from: From) => {
    const { kind } = place;
    return service.explain(askAt(dialled(place), { from, kind, folder: run.folder }));
  };
  const isAsked = spots.map((spot) => spot.asks !== undefined);
  const tellsClients = !server.hidesClients && shapesOf(spots).some((shape) => /TCP/.test(shape));

  beforeAll(async () => {
    places = await placesOf(spots);
    asked = places.filter((_, index) => isAsked[index]);
    run = new Run(places);
    const sockets = places.map(({ passed }) => passed);
    service = await serve(way, sockets, await server.command(run));
    // The first start of all may compile it.
  }, 180_000);

  afterAll(() => service?.running.end());

  if (isLazy(way)) {
    test("no process of it runs before the first connection", async () => {
      // The hand-over is rehearsed with a child, which may still be there.
      await until(() => service.processes().length === 0, { what: "no process to be there" });
      expect(service.report()).toMatchObject({ state: "waiting", started_at: null });
    });
  }

  test("each socket is answered by the part that asked for it", async () => {
    const answers = await Promise.all(asked.map((place) => ask(place, {})));
    const addresses = asked.map((place, index) => answers[index]?.address ?? place.asked);
    expect(addresses).toEqual(asked.map((place) => place.asked));
    const pids = answers.map(({ pid }) => pid).filter((pid) => pid !== undefined);
    expect(service.processes()).toEqual(expect.arrayContaining(pids));
  });

  test("it serves on the passed sockets themselves, and listens on no other", async () => {
    const { sockets } = await service.reportWhere(
      (report) => report.sockets.filter(({ listening }) => listening).length === asked.length,
    );
    expect(sockets.map(({ adopted }) => adopted)).toEqual(isAsked);
    // The first clients came before it could have removed the file of a unix socket.
    await Promise.all(asked.map((place) => ask(place, {})));
    await service.servesOn(asked.length, places.length);
  });

  if (tellsClients) {
    test("it sees the client's own address", async () => {
      for (const place of asked.filter(({ kind }) => kind === "tcp")) {
        const localPort = await freePort();
        const isV6 = dialled(place).startsWith("[");
        const from = { localAddress: isV6 ? "::1" : "127.0.0.1", localPort };
        const { peer } = await ask(place, from);
        expect(peer).toBe(`${isV6 ? "[::1]" : "127.0.0.1"}:${localPort}`);
      }
    });
  }

  if (spots.some(({ kind }) => kind === "tcp")) {
    test("it does not shorten the queue of a TCP socket", () => {
      const tcp = places.filter(({ kind }) => kind === "tcp");
      const lengths = tcp.map(({ passed }) => backlogOf(passed.address) ?? 0);
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(way === "LISTEN_FDS" ? backlog : 4096);
    });
  }
}
