import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";

/** The body of an error (RFC 9457). `code` is for programs, `detail` is one sentence for people. */
export const problemSchema = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
});

export type Problem = z.infer<typeof problemSchema>;

const titles = {
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
} satisfies Partial<Record<ContentfulStatusCode, string>>;

export function answerProblem(
  context: Context,
  status: keyof typeof titles,
  { code, detail }: Pick<Problem, "code" | "detail">,
): Response {
  const problem: Problem = { type: "about:blank", title: titles[status], status, detail, code };
  return context.body(JSON.stringify(problem), status, {
    "content-type": "application/problem+json",
  });
}
