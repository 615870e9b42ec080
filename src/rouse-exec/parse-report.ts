import { RouseError } from "../errors/rouse-error.js";
import { isOlder } from "../sys/is-older.js";
import { packageVersion } from "../sys/own-package.js";
import { isOf, problemWith } from "./check-shape.js";
import { type LearnReport, learnReportShape, type Report, reportShape } from "./report.js";
import { count, optional, record, type Shape, text } from "./shape.js";

/**
 * Reads the text of a report file, of whatever version: keys that a later one adds stay, and what an earlier one does not
 * tell is null, or a list of nothing. `file` is for the message.
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
  const value = withAbsent(parseJson(content, file), shape);
  if (isOf(value, shape)) return value;
  const problem = problemWith(value, shape) ?? "something else";
  throw new RouseError("REPORT_MALFORMED", { file, problem, writer: findLaterWriter(value) });
}

/** Returns who wrote a report, where that is a rouse-exec of a later version than this Rouse. */
function findLaterWriter(value: unknown): string | undefined {
  const { version, rouse_exec: writer } = isOf(value, writerShape) ? value : {};
  if (writer && isOlder(packageVersion(), writer.version)) return `rouse-exec ${writer.version}`;
  return version !== undefined && version > 1 ? "a rouse-exec" : undefined;
}

/** What every version of a report tells of who wrote it. */
const writerShape = record({
  version: optional(count),
  rouse_exec: optional(record({ version: text })),
});

/** Adds the keys that the rouse-exec of another version does not write: what they would say is not known. */
function withAbsent(value: unknown, shape: Shape): unknown {
  if (shape.kind !== "record" || typeof value !== "object" || value === null) return value;
  const absent = Object.entries(shape.fields).flatMap(([key, { kind }]): [string, unknown][] => {
    if (key in value) return [];
    return kind === "nullable" ? [[key, null]] : kind === "list" ? [[key, []]] : [];
  });
  return absent.length === 0 ? value : { ...value, ...Object.fromEntries(absent) };
}

function parseJson(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new RouseError("REPORT_MALFORMED", { file, problem: cause.message }, { cause });
  }
}
