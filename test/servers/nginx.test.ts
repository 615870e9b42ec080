import { join } from "node:path";
import { expect, test } from "vitest";
import { needs } from "../harness/servers.js";
import { adopts } from "./adopts.js";
import { askHttp } from "./facts.js";
import { nginx, writeNginxConfiguration } from "./nginx.js";
import { dialled, otherPlace, type Place, tcpPlace, unixPlace } from "./places.js";
import { serve } from "./service.js";

const { describe } = needs("nginx", "ss");

describe("nginx with two workers, and server blocks on TCP and unix sockets", () => {
  adopts(async () => {
    const places = [await otherPlace(), await tcpPlace(), unixPlace(), await tcpPlace()];
    return { argv: nginx(places), places };
  });

  test("reads its configuration anew at SIGHUP, and stays on the passed sockets", async () => {
    const places = [await tcpPlace(), unixPlace(), await tcpPlace()];
    const argv = nginx(places);
    const service = await serve(
      "LISTEN_FDS",
      places.map(({ passed }) => passed),
      argv,
    );
    const ask = (place: Place) => service.explain(askHttp(dialled(place), {}));
    const answers = () => Promise.all(places.map(ask));
    const facts = (version: string) =>
      places.map(({ asked }) => expect.objectContaining({ address: asked, version }));
    expect(await answers()).toEqual(facts("1"));

    writeNginxConfiguration(join(argv[2] ?? "", "nginx.conf"), places, { version: "2" });
    service.running.signal("SIGHUP");
    await service.running.line(/worker process \d+ exited with code 0/, { nth: 2 });
    expect(await answers()).toEqual(facts("2"));
    expect(service.listening()).toEqual(service.passed());
    expect(service.running.output.matches(/signal 1 \(SIGHUP\) received/)).toHaveLength(1);
  });
});

describe("nginx on every address of a port", () => {
  adopts(async () => {
    const places = [
      await tcpPlace("0.0.0.0"),
      await tcpPlace("127.0.0.1", "0.0.0.0"),
      await tcpPlace("[::1]"),
      await tcpPlace("[::1]", "[::]"),
    ];
    return { argv: nginx(places), places };
  });
});

describe("nginx whose workers bind for themselves with SO_REUSEPORT", () => {
  adopts(
    async () => {
      const places = [await tcpPlace(), await tcpPlace()];
      return { argv: nginx(places, { listen: "reuseport" }), places };
    },
    { in: ["LISTEN_FDS"] },
  );
});
