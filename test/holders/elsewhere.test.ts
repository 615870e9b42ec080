import { join } from "node:path";
import { expect, test } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { makers, startHeld } from "./held.js";

const deadlineMs = 60_000;

function said(stderr: string): string[] {
  return stderr.split("\n").filter((line) => line.startsWith("rouse-exec: "));
}

const http = (port: number) => ["python3", "-m", "http.server", String(port), "--bind", "0.0.0.0"];

/** An IPv4 program with an IPv6 socket, on which it would misread its clients. */
const ofOneFamily: [given: string, better: string][] = [
  ["[::1]", "127.0.0.1"],
  ["[::]", "0.0.0.0"],
];

atOnce(
  Object.fromEntries(
    ofOneFamily.map(([given, better]) => [
      `a client that waits at ${given} for an IPv4 program: one line says why, and what to listen on`,
      async () => {
        const port = await freePort();
        const options = [
          `--listen=${given}:${port}`,
          "--lazy",
          "--exit-idle-time=1h",
          "--announce=held",
        ];
        const running = start([rouseExec, ...options, "--", ...http(port)]);
        await running.line(/^held$/);
        await connect(`[::1]:${port}`);
        expect(await running.exit({ deadlineMs })).toEqual({ code: 124, signal: null });
        expect(said(running.stderr)).toEqual([
          `rouse-exec: a client waits in vain at the passed socket ${given}:${port}, since the program binds only ` +
            `0.0.0.0:${port} (IPv4): listen on ${better}:${port}; the program will be ended in 10 s`,
          "rouse-exec: the program is ended: it does not listen where a client waits",
          "rouse-exec: the program has ended: nothing listens any more",
        ]);
        const instead = start([
          ...[rouseExec, `--listen=${better}:${port}`, "--lazy", "--announce=held"],
          ...["--", ...http(port)],
        ]);
        await instead.line(/^held$/);
        expect((await get(`127.0.0.1:${port}`, { deadlineMs })).status).toBe(200);
      },
    ]),
  ),
);

atOnce(
  Object.fromEntries(
    makers.flatMap((maker) => [
      [
        `a unix socket of ${maker}: the path that the program binds instead is named`,
        async () => {
          const held = await startHeld("unix", maker);
          const other = join(openTempDir(), "other");
          await held.do(held.listenOn("o", other));
          await held.client();
          await held.running.line(/where a client waits/, { deadlineMs });
          expect(held.said).toEqual([
            `rouse-exec: the program listens on ${other}, not on 'web' (${held.address}), where a client waits: ` +
              `unless it is still loading, make the program bind that address, or use --map=${other}=web`,
          ]);
        },
      ],
      ...(["tcp", "udp"] as const).map((kind): [string, () => Promise<void>] => [
        `a ${kind} socket of ${maker}: the other port that a program binds while it starts is named as that`,
        async () => {
          const held = await startHeld(kind, maker);
          const other = `127.0.0.1:${await freePort()}`;
          await held.do(held.listenOn("o", other));
          await held.client();
          await held.running.line(/where a client waits/, { deadlineMs });
          expect(held.said).toEqual([
            `rouse-exec: the program listens on ${other}, not on 'web' (${held.address}), where a client waits: ` +
              `unless it is still loading, make the program bind that address, or use --map=${other}=web`,
          ]);
        },
      ]),
      [
        `a unix socket of ${maker}: the port that the program binds instead is named`,
        async () => {
          const held = await startHeld("unix", maker);
          const other = `127.0.0.1:${await freePort()}`;
          await held.do(`bind o tcp ${other}; listen o`);
          await held.running.line(/was never bound/, { deadlineMs });
          expect(held.said).toEqual([
            `rouse-exec: the passed socket 'web' (${held.address}) was never bound by the program, which listens ` +
              `on ${other}: its clients wait in vain`,
          ]);
        },
      ],
    ]),
  ),
);

test("two IPv6 ports of an IPv4 program: the line names the port where the client waits", async () => {
  const [first, second] = [await freePort(), await freePort()];
  const listen = [`--listen=[::1]:${first}`, `--listen=[::1]:${second}`];
  const serve = `import http.server as h, threading as t
for port in ${first}, ${second}:
    server = h.ThreadingHTTPServer(("127.0.0.1", port), h.SimpleHTTPRequestHandler)
    t.Thread(target=server.serve_forever).start()
`;
  const options = ["--lazy", "--exit-idle-time=1h", "--announce=held"];
  const running = start([rouseExec, ...listen, ...options, "--", "python3", "-c", serve]);
  await running.line(/^held$/);
  await connect(`[::1]:${second}`);
  expect(await running.exit({ deadlineMs })).toEqual({ code: 124, signal: null });
  expect(running.stderr).toContain(
    `at the passed socket [::1]:${second}, since the program binds only 127.0.0.1:${second} (IPv4): ` +
      `listen on 127.0.0.1:${second}; the program will be ended in 10 s`,
  );
});
