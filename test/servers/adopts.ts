import { beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import { backlogOf } from "../harness/sockets.js";
import type { StartOptions } from "../harness/start.js";
import { until } from "../harness/until.js";
import { type Ask, askHttp, type Facts, type From } from "./facts.js";
import { backlog, dialled, type Place } from "./places.js";
import { type Service, serve, type Way, ways } from "./service.js";

export interface Setup extends Omit<StartOptions, "fds"> {
  argv: string[];
  /** In the order in which they are passed. */
  places: Place[];
  /** For a server that does not speak HTTP. */
  ask?: Ask;
}

interface Limits {
  /** The ways to try; all without it. */
  in?: readonly Way[];
  /** The server has no means to tell who its client is. */
  hidesClients?: boolean;
}

/** What every server must do, in each way of getting the sockets. */
export function adopts(setUp: () => Promise<Setup>, limits: Limits = {}) {
  describe.each(limits.in ?? ways)("with %s", (way) => {
    let service: Service;
    let places: Place[];
    let asked: Place[];
    let ask: (place: Place, from: From) => Promise<Facts>;

    beforeAll(async () => {
      const { argv, ask: askAt = askHttp, ...setup } = await setUp();
      places = setup.places;
      asked = places.filter((place) => place.asked !== undefined);
      service = await serve(way, passedOf(places), argv, setup);
      ask = (place, from) => service.explain(askAt(dialled(place), from));
    });

    if (way === "--lazy") {
      test("no process of it runs before the first connection", async () => {
        // The hand-over is rehearsed with a child, which may still be there.
        await until(() => service.processes().length === 0, { what: "no process to be there" });
        expect(service.report()).toMatchObject({ state: "waiting", started_at: null });
      });
    }

    test("each socket is answered by the part that asked for it", async () => {
      const answers = await Promise.all(asked.map((place) => ask(place, {})));
      expect(answers.map(({ address }) => address)).toEqual(asked.map((place) => place.asked));
      const pids = answers.map(({ pid }) => pid).filter((pid) => pid !== undefined);
      expect(service.processes()).toEqual(expect.arrayContaining(pids));
    });

    test("it serves on the passed sockets themselves, and listens on no other", async () => {
      const { sockets } = await service.reportWhere(
        (report) => report.sockets.filter(({ listening }) => listening).length === asked.length,
      );
      const isAsked = places.map((place) => place.asked !== undefined);
      expect(sockets.map(({ adopted }) => adopted)).toEqual(isAsked);
      expect(service.passed().size).toBe(places.length);
      expect(service.listening().size).toBe(asked.length);
      expect([...service.passed()]).toEqual(expect.arrayContaining([...service.listening()]));
    });

    if (!limits.hidesClients) {
      test("it sees the client's own address", async () => {
        const tcp = asked.filter(({ passed }) => passed.kind === "tcp");
        expect(tcp).not.toEqual([]);
        for (const place of tcp) {
          const localPort = await freePort();
          const isV6 = dialled(place).startsWith("[");
          const { peer } = await ask(place, {
            localAddress: isV6 ? "::1" : "127.0.0.1",
            localPort,
          });
          expect(peer).toBe(`${isV6 ? "[::1]" : "127.0.0.1"}:${localPort}`);
        }
      });
    }

    test("it does not shorten the queue of a TCP socket", () => {
      const tcp = places.filter(({ passed }) => passed.kind === "tcp");
      const lengths = tcp.map(({ passed }) => backlogOf(passed.address) ?? 0);
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(way === "LISTEN_FDS" ? backlog : 4096);
    });
  });
}

function passedOf(places: Place[]) {
  return places.map(({ passed }) => passed);
}
