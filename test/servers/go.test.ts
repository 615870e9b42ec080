import { beforeAll } from "vitest";
import { compileGo } from "../harness/compile.js";
import { needs } from "../harness/servers.js";
import { adopts } from "./adopts.js";
import { otherPlace, tcpPlace, unixPlace } from "./places.js";

needs("go", "ss").describe("a static Go program", () => {
  let server: string;

  beforeAll(() => {
    server = compileGo("adopt-http");
  }, 180_000);

  adopts(async () => {
    const places = [
      await otherPlace(),
      await tcpPlace("0.0.0.0", ""),
      await tcpPlace("127.0.0.1", ""),
      unixPlace(),
      await tcpPlace(),
      await tcpPlace("[::]", ""),
      await tcpPlace("[::1]"),
      unixPlace(),
    ];
    const asked = places.flatMap((place) => place.asked ?? []).reverse();
    return { argv: [server, ...asked], places };
  });
});
