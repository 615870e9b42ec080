import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { adopts } from "./adopts.js";
import { otherPlace, portOf, tcpPlace, unixPlace } from "./places.js";

const { describe } = needs("python3", "ss");

describe("python's http.server on IPv4, IPv6 and unix sockets", () => {
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

describe("python3 -m http.server, which asks for every address of both families", () => {
  adopts(
    async () => {
      const place = await tcpPlace("127.0.0.1", "[::]");
      const folder = tempDir();
      writeFileSync(join(folder, "index.html"), JSON.stringify({ address: place.asked }));
      const argv = ["python3", "-m", "http.server", portOf(place), "--directory", folder];
      return { argv, places: [await otherPlace(), place] };
    },
    { in: ["LISTEN_FDS"], hidesClients: true },
  );
});
