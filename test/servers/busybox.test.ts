import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { needs } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { adopts } from "./adopts.js";
import { otherPlace, tcpPlace } from "./places.js";

const { describe: describeBusybox } = needs("busybox", "ss");

describeBusybox("busybox httpd", () => {
  describe.each([
    ["127.0.0.1", "127.0.0.1"],
    ["[::1]", "[::1]"],
    ["127.0.0.1", ""],
    ["[::]", ""],
  ])("on %s, told to listen on %o", (host, ask) => {
    adopts(
      async () => {
        const place = await tcpPlace(host, ask);
        const asked = (place.asked ?? "").replace(/^:/, "");
        const places = [await otherPlace(host), { ...place, asked }];
        return { argv: busybox(asked), places };
      },
      { in: ["LISTEN_FDS", "--lazy"] },
    );
  });
});

function busybox(address: string): string[] {
  const folder = tempDir();
  mkdirSync(join(folder, "cgi-bin"));
  const facts = `{"address":"${address}","peer":"$REMOTE_ADDR:$REMOTE_PORT"}`;
  const script = `#!/bin/sh\nprintf '\\r\\n'\ncat <<END\n${facts}\nEND\n`;
  writeFileSync(join(folder, "cgi-bin/index.cgi"), script, { mode: 0o755 });
  return ["busybox", "httpd", "-f", "-p", address, "-h", folder];
}
