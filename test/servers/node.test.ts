import { describe } from "vitest";
import { program } from "../harness/paths.js";
import { adopts } from "./adopts.js";
import { otherPlace, type Place, tcpPlace, unixPlace } from "./places.js";

const node = [process.execPath, program("adopt-http.mjs")];

function argvFor(places: Place[]): string[] {
  return [...node, ...places.flatMap((place) => place.asked ?? []).reverse()];
}

describe("Node on 127.0.0.1, on [::1] and on unix sockets", () => {
  adopts(async () => {
    const places = [await otherPlace(), await tcpPlace(), unixPlace(), await tcpPlace("[::1]")];
    places.push(await tcpPlace(), unixPlace());
    return { argv: argvFor(places), places };
  });
});

describe("Node that asks for every address of a port, IPv6 and IPv4 in one socket", () => {
  adopts(async () => {
    const places = [
      await tcpPlace("[::]"),
      await tcpPlace("0.0.0.0", "[::]"),
      await tcpPlace("127.0.0.1", "[::]"),
      await tcpPlace("127.0.0.1", "*"),
      await tcpPlace("[::1]", "[::]"),
      await tcpPlace("[::]", "*"),
    ];
    return { argv: argvFor(places), places };
  });
});

describe("Node with the two workers of a cluster", () => {
  adopts(
    async () => {
      const places = [await tcpPlace(), await tcpPlace("127.0.0.1", "[::]"), await tcpPlace()];
      return { argv: [...argvFor(places), "--cluster"], places };
    },
    { in: ["LISTEN_FDS"] },
  );
});
