import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";

const steps = ["python3", "-B", program("ready-steps.py")];

/** A socket of --listen that was given no name is called by its address. */
atOnce({
  "a warning about a wider socket names its address once": async () => {
    const port = await freePort();
    const [wide, narrow] = [`0.0.0.0:${port}`, `127.0.0.1:${port}`];
    const running = start([rouseExec, `--listen=${wide}`, "--", ...steps]);
    running.stdin?.write(`bind s tcp ${narrow}\n`);
    const [line] = await running.line(/^rouse-exec: .*$/);
    expect(line).toBe(
      `rouse-exec: the program binds ${narrow} but the passed socket is ${wide}, open to more than the program ` +
        `asked for: not adopted; listen on ${narrow}, or --map=${narrow}=${wide} if you mean it`,
    );
  },

  "the warning after ten seconds names it once": async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const running = start([rouseExec, `--listen=udp:${address}`, "--", ...steps]);
    const [line] = await running.line(/^rouse-exec: .*$/, { deadlineMs: 60_000 });
    expect(line).toBe(
      `rouse-exec: the passed socket udp:${address} was never bound by the program: its clients wait in vain`,
    );
  },
});
