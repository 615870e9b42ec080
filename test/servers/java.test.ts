import { program } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { adopts } from "./adopts.js";
import { otherPlace, tcpPlace } from "./places.js";

needs("java", "ss").describe("the JDK's HttpServer, which binds ::ffff:127.0.0.1", () => {
  adopts(
    async () => {
      const places = [
        await otherPlace(),
        await tcpPlace(),
        await tcpPlace("127.0.0.1", "*"),
        await tcpPlace("[::1]"),
        await tcpPlace(),
        await tcpPlace("[::]", "*"),
      ];
      const asked = places.flatMap((place) => place.asked ?? []).reverse();
      const java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"];
      return { argv: [...java, program("adopt-http.java"), ...asked], places };
    },
    { in: ["LISTEN_FDS", "--lazy"] },
  );
});
