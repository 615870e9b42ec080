import { describe, expect, test } from "vitest";
import { errorCodes, RouseError } from "../../src/errors/rouse-error.js";

describe("RouseError", () => {
  test("carries its code, its sentence and its cause", () => {
    const cause = new Error("why");
    const error = new RouseError("SPAN_MALFORMED", { span: "soon" }, { cause });
    expect(error).toMatchObject({ name: "RouseError", code: "SPAN_MALFORMED", cause });
    expect(error.message).toMatch(/^cannot read the time span 'soon': expected something like 90s/);
  });

  test("shows what a terminal should not see by its number", () => {
    const { message } = new RouseError("SPAN_MALFORMED", { span: "a\nb\u001b[31m\u202e\u2028é" });
    expect(message).toContain("'a\\u{a}b\\u{1b}[31m\\u{202e}\\u{2028}é'");
  });

  test("knows its codes by words in capitals", () => {
    expect(errorCodes.filter((code) => !/^[A-Z]+(_[A-Z0-9]+)*$/.test(code))).toEqual([]);
  });
});
