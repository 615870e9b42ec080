import { expect, test } from "vitest";
import { listen, startStandIn } from "./stand-in.js";

const open = (addresses: string) =>
  `only this machine can connect; to let other machines connect: rouse listen ${addresses}`;

test.each<[args: string[], line: string]>([
  [
    ["8080", "--", "python3", "-m", "http.server", "8080"],
    "rouse: holding 127.0.0.1:8080; the first connection starts `python3 -m http.server 8080`; " +
      `it sleeps after 10min without a connection; ${open("0.0.0.0:8080")}`,
  ],
  [
    ["0.0.0.0:8080,name=web", "/a,mode=0666", "--idle", "90s", "--", "x", "a b", "it's", "", "\n"],
    "rouse: holding 0.0.0.0:8080, /a; the first connection starts `x 'a b' 'it'\\''s' '' '\\u{a}'`; " +
      "it sleeps after 1min 30s without a connection",
  ],
  [
    ["8080", "@a", "udp:53,name=dns", "--idle", "0", "--", "x"],
    "rouse: holding 127.0.0.1:8080, @a, udp:127.0.0.1:53; the first connection or datagram starts `x`; it stays " +
      "awake once started; only this machine can connect to 127.0.0.1:8080, udp:127.0.0.1:53; to let other " +
      "machines connect: rouse listen 0.0.0.0:8080 @a udp:0.0.0.0:53,name=dns",
  ],
  [
    ["8080", "127.0.0.1:9090", "[::1]:8080", "--idle", "10", "--", "x"],
    "rouse: holding 127.0.0.1:8080, 127.0.0.1:9090, [::1]:8080; the first connection starts `x`; it sleeps after " +
      `10s without a connection; ${open("0.0.0.0:8080 127.0.0.1:9090 '[::1]:8080'")}`,
  ],
  [
    ["8080", "127.0.0.1:9090", "0.0.0.0:7070", "--", "x"],
    "rouse: holding 127.0.0.1:8080, 127.0.0.1:9090, 0.0.0.0:7070; the first connection starts `x`; it sleeps after " +
      "10min without a connection; only this machine can connect to 127.0.0.1:8080, 127.0.0.1:9090; to let other " +
      "machines connect: rouse listen 0.0.0.0:8080 127.0.0.1:9090 0.0.0.0:7070",
  ],
  [
    ["udp:53", "--idle", "90s", "--", "x"],
    "rouse: holding udp:127.0.0.1:53; the first datagram starts `x`; it sleeps after 1min 30s without a datagram; " +
      open("udp:0.0.0.0:53"),
  ],
  [
    ["@a", "--idle", "infinity", "--", "x".repeat(300)],
    `rouse: holding @a; the first connection starts \`${"x".repeat(200)}…\`; it stays awake once started`,
  ],
])("rouse listen %j has rouse-exec say what it will do in one line", async (args, line) => {
  const { running, argv } = await startStandIn([...listen, ...args]);
  expect(argv).toContain(`--announce=${line}`);
  expect(running.stderr).toBe("");
});
