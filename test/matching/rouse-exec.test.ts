import { expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { cases } from "./cases.js";
import { decide } from "./decided.js";

test("there are enough cases", () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

test.each(cases)("rouse-exec, %s", (_, caseOf) =>
  decide(caseOf, {
    argv: (maps) => [rouseExec, ...maps.map((map) => `--map=${map}`), "--", process.execPath],
    env: () => ({}),
    map: "--map",
  }),
);
