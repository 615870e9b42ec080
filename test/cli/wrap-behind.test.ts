import { expect, test } from "vitest";
import { wrapBehind } from "../../src/cli/output/wrap.js";

const text = "clients of 127.0.0.1:80 wait in vain; it listens on 127.0.0.1:81";

test("further lines begin where the first does", () => {
  expect(wrapBehind("  why  ", text, 45)).toEqual([
    "  why  clients of 127.0.0.1:80 wait in vain;",
    "       it listens on 127.0.0.1:81",
  ]);
});

test("a text that fits is one line, however little room there is", () => {
  expect(wrapBehind("a-long-label  ", "ok", 20)).toEqual(["a-long-label  ok"]);
});

test("a text without room beside its label stands below it", () => {
  expect(wrapBehind("a-label-of-20-letters  ", text, 45)).toEqual([
    "a-label-of-20-letters",
    "    clients of 127.0.0.1:80 wait in vain; it",
    "    listens on 127.0.0.1:81",
  ]);
});
