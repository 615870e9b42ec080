import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../harness/paths.js";

/** How a test says which vector it is: `31. …`, `… (71, 72)`, a row of a table of vectors. */
const marks = [
  /["`](\d{1,2})\. /g,
  /^.*\b(?:vector|pid|fds|names)\((\d{1,2}), /gm,
  /^ {2}\["(\d\d)[",]/gm,
  /(?:test|describe|ts-expect-error|\/\/|\]\)|`).* \((\d\d(?:, \d\d)*)\)/g,
];

const texts = ["listen", "notify", "systemd"].flatMap((folder) =>
  readdirSync(join(root, "test", folder))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(root, "test", folder, name), "utf8")),
);

/** The vectors of sd_listen_fds(3), sd_notify(3), sd_is_socket(3) and sd_watchdog_enabled(3). */
const all = Array.from({ length: 93 }, (_, index) => index + 1);

test("each of the 93 vectors is a test", () => {
  const found = texts.flatMap((text) =>
    marks.flatMap((mark) => [...text.matchAll(mark)].flatMap(([, list = ""]) => list.split(", "))),
  );
  const tested = new Set(found.map(Number));
  expect(all.filter((number) => !tested.has(number))).toEqual([]);
});
