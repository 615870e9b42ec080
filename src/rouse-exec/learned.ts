import { z } from "zod";
import { malformedReport, parseReportJson } from "./parse-report.js";
import { reportSchema } from "./report.js";

const time = z.iso.datetime({ precision: 3 });

const learnedSchema = z.object({
  address: z.string(),
  type: z.string(),
  v6only: z.boolean(),
  pid: z.int().positive(),
  process: z.string(),
  bound_at: time.nullable(),
  listened_at: time.nullable(),
});

const learnReportSchema = reportSchema.extend({ learned: z.array(learnedSchema) });

/**
 * An address that a program bound or listened on under `rouse-exec --learn`, once for each address and type. A bind
 * to port 0 has that port, and its listen, without a bind, the one that the kernel chose.
 */
export type Learned = z.infer<typeof learnedSchema>;
export type LearnReport = z.infer<typeof learnReportSchema>;

/** The report of `rouse-exec --learn`. @throws REPORT_MALFORMED */
export function parseLearnReport(text: string, file: string): LearnReport {
  const { success, data, error } = learnReportSchema.safeParse(parseReportJson(text, file));
  if (success) return data;
  const [issue] = error.issues;
  throw malformedReport(file, `${issue?.path.join(".") || "the whole"}: ${issue?.message}`, error);
}
