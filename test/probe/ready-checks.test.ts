import { join } from "node:path";
import { expect, test } from "vitest";
import { tempDir } from "../harness/temp.js";
import { ask, paths, sentences, told } from "./asked.js";

const passed = [
  ["503", "loading"],
  ["200", "ready"],
];

test("rouse probe finds the check of a server whose answers change from 503 to 200", async () => {
  const { addresses, document, asked, left } = await ask("all", { count: 7 });
  const [address] = addresses;
  expect(document.answers).toMatchObject([{ address, protocol: "http" }]);
  for (const path of paths) expect(told(document, `GET ${path}`)).toEqual(passed);
  expect(document.proposal).toMatchObject({ ready_checks: ["http:/health"], problem: null });
  const { add = [], units = [] } = document.proposal ?? {};
  expect(add.slice(2, 7).slice(1)).toEqual(["--listen", address, "--ready-check", "http:/health"]);
  expect(units.map(({ text }) => text).join()).toContain(" --ready-check=http:/health ");
  expect(sentences(document, "ready_later")).toEqual([
    expect.stringMatching(
      /^127\S+ answered GET \/health with 503 at \d+\.\d s and with 200 at \d+\.\d s: --ready-check http:\/health lets/,
    ),
  ]);
  // All of them once, one at a time while it loads, and all of them again.
  expect(asked.map((line) => line.split(" ")[1]).slice(0, 5)).toEqual(paths);
  expect(asked).toHaveLength(7 + 5);
  expect(new Set(left)).toEqual(new Set(["closed"]));
});

test("rouse probe names the path that failed, and not one that passed at once", async () => {
  const { document } = await ask("health", { count: 3 });
  expect(told(document, "GET /health")).toEqual(passed);
  expect(told(document, "GET /")).toEqual([["200", "ready"]]);
  expect(document.proposal?.ready_checks).toEqual(["http:/health"]);
});

test("rouse probe names the socket of each server that is not the first", async () => {
  const unix = join(tempDir(), "web.sock");
  const { addresses, document } = await ask("all", { count: 12, at: ["", unix] });
  expect(document.answers.map(({ address }) => address).toSorted()).toEqual(addresses.toSorted());
  expect(document.proposal).toMatchObject({
    ready_checks: ["http:/health", "http:/health,socket=web"],
    problem: null,
  });
});

test("rouse probe proposes nothing where a path fails until the watch ends", async () => {
  const { document } = await ask("refuses", { options: ["--for", "8s"] });
  expect(told(document, "GET /health")).toEqual([["503", "loading"]]);
  expect(document.proposal?.ready_checks).toEqual([]);
  expect(sentences(document, "ready_later")).toEqual([]);
  expect(sentences(document, "still_loading")).toEqual([
    expect.stringMatching(/ still answered GET \/health with 503 when the watch ended: use --for /),
  ]);
});

test("rouse probe proposes notify where READY=1 comes when the server is ready", async () => {
  const { document } = await ask("notify", { count: 7 });
  expect(document.ready_after_ms).toEqual(expect.any(Number));
  expect(document.proposal?.ready_checks).toEqual(["notify"]);
  expect(sentences(document, "ready_later")).toEqual([
    expect.stringMatching(
      / with 200 at \S+ s, and the program said READY=1 at \S+ s: --ready-check notify lets/,
    ),
  ]);
});

test("rouse probe does not believe a READY=1 that comes before the server is ready", async () => {
  const { document } = await ask("early", { count: 7 });
  expect(document.ready_after_ms).toEqual(expect.any(Number));
  expect(document.proposal?.ready_checks).toEqual(["http:/health"]);
});

test("rouse probe proposes notify where an unknown server answers long before READY=1", async () => {
  const { document } = await ask("late", { options: ["--for", "8s"] });
  expect(document.answers).toMatchObject([{ protocol: "unknown" }]);
  expect(document.proposal?.ready_checks).toEqual(["notify"]);
  expect(sentences(document, "ready_later")).toEqual([
    expect.stringMatching(
      /^127\S+ answered GET \/health with the end of the connection at \S+ s, and the program said READY=1/,
    ),
  ]);
});

test("rouse probe finds the check of a server that hangs up at first", async () => {
  const { document } = await ask("opens", { count: 3, options: ["--for", "8s"] });
  expect(told(document, "GET /health")).toEqual([
    ["the end of the connection", "failing"],
    ["200", "ready"],
  ]);
  expect(document.proposal?.ready_checks).toEqual(["http:/health"]);
});
