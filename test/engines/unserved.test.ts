import { expect } from "vitest";
import { formatBypasses } from "../../src/cli/status/bypasses.js";
import { takenBy } from "../../src/cli/status/taken-by.js";
import { parseReport } from "../../src/rouse-exec/parse-report.js";
import { judgeState } from "../../src/services/service-state.js";
import { atOnce } from "../adopt/idle.js";
import { connect } from "../harness/connect.js";
import { freePort, freePortPair } from "../harness/ports.js";
import type { Report } from "../harness/report.js";
import { startForeground, startSteps } from "./foreground.js";

const patience = { deadlineMs: 60_000 };
const http = (port: number, ...more: string[]) => [
  ...["python3", "-m", "http.server", String(port)],
  ...more,
];
const clock = String.raw`\d+:\d\d`;

/** What ls and status make of a report. They are not asked themselves: the program may have been ended by then. */
function shown(told: Report) {
  const report = parseReport(JSON.stringify(told), "web.json");
  const facts = { name: "web", units: undefined, runs: true, report };
  return {
    ...judgeState({ now: Date.now(), ...facts }),
    listens: report.sockets.map((socket) => takenBy(socket, report)),
    bypasses: formatBypasses(report, "foreground"),
  };
}

atOnce({
  "of two addresses, --map is proposed for the one where a client waits": async () => {
    const port = await freePortPair();
    const [other, wanted, bound] = ["127.0.0.5", "127.0.0.1", "127.0.0.9"].map(
      (host) => `${host}:${port}`,
    );
    const web = await startForeground([`${other}`, `${wanted}`], http(port, "--bind", "127.0.0.9"));
    await connect(`${wanted}`);
    await web.running.line(/where a client waits/, patience);
    const cure = `--map=${bound}=${wanted}`;
    const maps = new Set(web.running.stderr.match(/--map=[^\s;]+/g));
    expect([...maps]).toEqual([cure]);
    const report = await web.reported(({ ends_at: at }) => at !== null);
    expect(report.sockets).toMatchObject([{ in_vain: false }, { in_vain: true }]);
    const { state, why, bypasses } = shown(report);
    expect(state).toBe("waking");
    expect(why).toMatch(
      new RegExp(
        `^starting, for ${clock} so far; it listens on ${bound}, not on ${wanted}, where a client waits: ` +
          `use ${cure}; it will be ended in ${clock}$`,
      ),
    );
    expect(bypasses).toEqual([
      `${bound} (process ${report.program_pid}): the program listens there itself; list it as an ADDR to be woken ` +
        "there, or map it to a passed socket with --map",
    ]);
  },

  "a program that binds beside the passed socket, where a client waits, is told of one --map throughout":
    async () => {
      const port = await freePortPair();
      const [passed, bound] = [`127.0.0.5:${port}`, `127.0.0.1:${port}`];
      const web = await startForeground([passed], http(port, "--bind", "127.0.0.1"));
      await connect(passed);
      await web.running.line(/ beside the passed socket.* too, or use --map=/, patience);
      await web.running.line(/not on .* where a client waits/, patience);
      const cure = `--map=${bound}=${passed}`;
      expect(web.running.stderr.match(/--map=[^\s;]+/g)).toEqual([cure, cure]);
    },

  "an IPv4 program with an IPv6 socket: its own is no bypass, and the cure is that of stderr":
    async () => {
      const port = await freePort();
      const web = await startForeground([`[::]:${port}`], http(port, "--bind", "0.0.0.0"));
      await connect(`[::1]:${port}`);
      await web.running.line(
        new RegExp(`a client waits in vain .* binds only .*: listen on 0\\.0\\.0\\.0:${port};`),
        patience,
      );
      const report = await web.reported(
        ({ ends_at: at, unmatched }) => at !== null && unmatched[0]?.aside === true,
      );
      const { why, listens, bypasses } = shown(report);
      expect(why).toMatch(
        new RegExp(
          `; clients of \\[::\\]:${port} wait in vain, since it binds only 0\\.0\\.0\\.0:${port} \\(IPv4\\): ` +
            `listen on 0\\.0\\.0\\.0:${port}; it will be ended in ${clock}$`,
        ),
      );
      expect(bypasses).toEqual([]);
      expect(listens).toEqual([
        `not taken by the program, which binds only 0.0.0.0:${port} (IPv4)`,
      ]);
    },

  "a socket that was closed before the program was ready": async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const web = await startSteps([address]);
    await connect(address);
    await web.take(`bind s tcp ${address}; listen s; close s`);
    await web.running.line(/has closed the passed socket .* where a client waits/, patience);
    await web.reported(({ sockets }) => sockets[0]?.in_vain === true);
    const { state, why } = await web.listed();
    expect(state).toBe("waking");
    expect(why).toMatch(
      new RegExp(
        `^starting, for ${clock} so far; it has closed ${address}, where a client waits, and must bind it again$`,
      ),
    );
    expect(await web.rouse("status", "web")).toContain(
      `${address}, closed by the program, which must bind it again, where a client waits\n`,
    );
  },

  "a program that listens and does not accept": async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const web = await startSteps([address]);
    await connect(address);
    await web.take(`bind s tcp ${address}; listen s`);
    await web.reported(({ state }) => state === "running");
    expect((await web.listed()).why).toMatch(
      new RegExp(`^1 connection from 127\\.0\\.0\\.1, awake for ${clock}; 1 waits to be accepted$`),
    );
    await web.take("keep s");
    expect((await web.listed()).why).toMatch(
      new RegExp(`^1 connection from 127\\.0\\.0\\.1, awake for ${clock}$`),
    );
  },
});
