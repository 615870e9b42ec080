import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rouse, rouseExec } from "../harness/paths.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { foldUnits, lasting, namelessPort, type Probed } from "../probe/probed.js";
import { PATH } from "../servers/path.js";
import { blocks } from "./pages.js";

const path = "docs/probe.md";
const commands = blocks(path, "sh").map((text) => text.trim());
const [probe = "", longer = "", loading = "", , json = ""] = commands;
const [slow = ""] = blocks("docs/loading.md", "python");
const [shown = "", told = ""] = blocks(path, "");

/** Starts a command with the CLI of this checkout for `rouse`, on a port of this test, in a folder of its own. */
function shell(command: string, port: number) {
  const cwd = tempDir();
  writeFileSync(join(cwd, "slow.py"), slow.replace("8080", String(port)));
  const line = command.replace(/^rouse/, `"$0" ${rouse}`).replace("8080", String(port));
  const env = { PATH, ROUSE_EXEC_PATH: rouseExec };
  const argv = ["sh", "-c", `exec ${line}`, process.execPath];
  return start(argv, { env, cwd });
}

async function ended(command: string, port: number): Promise<Running> {
  const running = shell(command, port);
  expect(await running.exit({ deadlineMs: 60_000 })).toEqual({ code: 0, signal: null });
  return running;
}

test(`the commands of ${path} are these, in this order`, () => {
  expect(commands.map((line) => line.replace(/^rouse probe| -- .*/g, "").trim())).toEqual([
    ...["", "--for 90s", "", "--add web", "--json"],
  ]);
});

test("rouse probe shows what the page shows", async () => {
  const port = await namelessPort();
  const { stderr, stdout } = await ended(probe, port);
  const [watching] = stderr.split("\n");
  const text = `${watching}\n${foldUnits(stdout)}`;
  expect(lasting(text, [[String(port), "PORT"]])).toBe(lasting(shown, [["8080", "PORT"]]));
});

test("rouse probe says of slow.py what the page says", async () => {
  const port = await namelessPort();
  const { stdout } = await ended(loading, port);
  const [said = ""] = /^- .* answered .*\n/m.exec(stdout) ?? [];
  const general = (text: string) => text.replaceAll(/\d+\.\d s/g, "N s");
  expect(general(said)).toBe(general(told.replace("8080", String(port))));
});

test("with --for it goes on until Ctrl-C", async () => {
  const port = await namelessPort();
  const running = shell(longer, port);
  await running.line(/^Serving HTTP on /, { from: "stderr", deadlineMs: 60_000 });
  expect(await running.stop("SIGINT", { deadlineMs: 60_000 })).toEqual({ code: 0, signal: null });
  expect(running.stdout).toContain(`0.0.0.0:${port} `);
});

test("with --json it is the document that the page describes", async () => {
  const port = await namelessPort();
  const { binds, findings, proposal }: Probed = JSON.parse((await ended(json, port)).stdout);
  expect(binds).toMatchObject([{ address: `0.0.0.0:${port}`, state: "listens" }]);
  expect(findings).toMatchObject([{ code: "wildcard" }]);
  expect(proposal?.add.slice(0, 3)).toEqual(["rouse", "add", "http.server"]);
  expect(proposal?.units.map(({ unit }) => unit)).toEqual([
    ...["http.server.socket", "http.server.service"],
  ]);
});
