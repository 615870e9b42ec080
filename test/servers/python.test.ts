import { program } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { adopts } from "./adopts.js";
import { otherPlace, tcpPlace, unixPlace } from "./places.js";

needs("python3", "ss").describe("python's http.server on IPv4, IPv6 and unix sockets", () => {
  adopts(async () => {
    const places = [
      await otherPlace(),
      await tcpPlace(),
      unixPlace(),
      await tcpPlace("[::1]"),
      unixPlace(),
      await tcpPlace(),
    ];
    const asked = places.flatMap((place) => place.asked ?? []).reverse();
    return { argv: ["python3", program("adopt-http.py"), ...asked], places };
  });
});
