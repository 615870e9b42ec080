import { expect, test } from "vitest";
import { listen, startStandIn } from "./stand-in.js";

const open = (better: string) =>
  `rouse: only this machine can connect; to let other machines connect, listen on ${better}`;

test.each<[args: string[], line: string]>([
  [
    ["8080", "--", "python3", "-m", "http.server", "8080"],
    "rouse: holding 127.0.0.1:8080; the first connection starts `python3 -m http.server 8080`\n" +
      `rouse: it sleeps after 10min without a connection\n${open("0.0.0.0:8080 instead")}`,
  ],
  [
    ["0.0.0.0:8080,name=web", "/a,mode=0666", "--idle", "90s", "--", "x", "a b", "it's", "", "\n"],
    "rouse: holding 0.0.0.0:8080, /a; the first connection starts `x 'a b' 'it'\\''s' '' $'\\n'`\n" +
      "rouse: it sleeps after 1min 30s without a connection",
  ],
  [
    ["8080", "@a", "udp:53,name=dns", "--idle", "0", "--", "x"],
    "rouse: holding 127.0.0.1:8080, @a, udp:127.0.0.1:53; the first connection or datagram starts `x`\nrouse: it stays " +
      "awake once started\nrouse: only this machine can connect or send datagrams to 127.0.0.1:8080, " +
      "udp:127.0.0.1:53; to let other machines connect or send datagrams, listen on 0.0.0.0:8080 and " +
      "udp:0.0.0.0:53,name=dns instead of 8080 and udp:53,name=dns",
  ],
  [
    ["8080", "127.0.0.1:9090", "[::1]:8080", "--idle", "10", "--", "x"],
    "rouse: holding 127.0.0.1:8080, 127.0.0.1:9090, [::1]:8080; the first connection starts `x`\nrouse: it sleeps after " +
      `10s without a connection\n${open("0.0.0.0:8080 instead of 8080")}`,
  ],
  [
    ["8080", "127.0.0.1:9090", "0.0.0.0:7070", "--", "x"],
    "rouse: holding 127.0.0.1:8080, 127.0.0.1:9090, 0.0.0.0:7070; the first connection starts `x`\nrouse: it sleeps after " +
      "10min without a connection\nrouse: only this machine can connect to 127.0.0.1:8080, 127.0.0.1:9090; to let other " +
      "machines connect, listen on 0.0.0.0:8080 instead of 8080",
  ],
  [
    ["udp:53", "--idle", "90s", "--", "x"],
    "rouse: holding udp:127.0.0.1:53; the first datagram starts `x`\nrouse: it sleeps after 1min 30s without a datagram\n" +
      "rouse: only this machine can send datagrams; to let other machines send datagrams, listen on udp:0.0.0.0:53 instead",
  ],
  [
    ["127.0.0.5:8080", "127.0.0.1:8080", "--idle", "0", "--", "x"],
    "rouse: holding 127.0.0.5:8080, 127.0.0.1:8080; the first connection starts `x`\nrouse: it stays awake once started\n" +
      "rouse: only this machine can connect",
  ],
  [
    ["udp:[::ffff:127.0.0.1]:8080", "@a", "--idle", "0", "--", "x"],
    "rouse: holding udp:[::ffff:127.0.0.1]:8080, @a; the first connection or datagram starts `x`\nrouse: it stays awake " +
      "once started\nrouse: only this machine can send datagrams to udp:[::ffff:127.0.0.1]:8080",
  ],
  [
    ["@a", "--idle", "infinity", "--", "x".repeat(300)],
    `rouse: holding @a; the first connection starts \`${"x".repeat(200)}…\`\nrouse: it stays awake once started`,
  ],
])(
  "rouse listen %j has rouse-exec say what it will do, one line for each subject",
  async (args, line) => {
    const { running, argv } = await startStandIn([...listen, ...args]);
    expect(argv).toContain(`--announce=${line}`);
    expect(running.stderr).toBe("");
  },
);
