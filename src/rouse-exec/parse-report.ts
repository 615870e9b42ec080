import { RouseError } from "../errors/rouse-error.js";
import { isOf, problemWith } from "./check-shape.js";
import { type LearnReport, learnReportShape, type Report, reportShape } from "./report.js";
import type { Shape } from "./shape.js";

/**
 * Reads the text of a report file; keys that a later version adds stay. `file` is for the message.
 * @throws REPORT_MALFORMED
 */
export function parseReport(content: string, file: string): Report {
  return parse(content, file, reportShape);
}

/**
 * Reads the text of a report of `rouse-exec --learn`.
 * @throws REPORT_MALFORMED
 */
export function parseLearnReport(content: string, file: string): LearnReport {
  return parse(content, file, learnReportShape);
}

function parse<V>(content: string, file: string, shape: Shape<V>): V {
  const value = parseJson(content, file);
  if (isOf(value, shape)) return value;
  const problem = problemWith(value, shape) ?? "something else";
  throw new RouseError("REPORT_MALFORMED", { file, problem });
}

function parseJson(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new RouseError("REPORT_MALFORMED", { file, problem: cause.message }, { cause });
  }
}
