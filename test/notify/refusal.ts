import { RouseError } from "../../src/errors/rouse-error.js";

/** What a promise was rejected with, which must be a RouseError with one line for a message. */
export async function refusal(promise: Promise<unknown>): Promise<RouseError> {
  const error = await promise.then(
    (value) => new Error(`expected a RouseError, but got ${String(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RouseError)) throw error;
  if (/[\n\p{Cc}]/u.test(error.message))
    throw new Error("a sentence is one line", { cause: error });
  return error;
}

/** Its code and errno, to compare. */
export async function codes(promise: Promise<unknown>): Promise<string> {
  const { code, errno } = await refusal(promise);
  return `${code} ${errno}`;
}
