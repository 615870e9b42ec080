import { RouseError } from "../../src/errors/rouse-error.js";

/** What `call` threw, which must be a RouseError with one line for a message. */
export function errorOf(call: () => unknown): RouseError {
  try {
    call();
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    if (/[\n\p{Cc}]/u.test(error.message))
      throw new Error("a sentence is one line", { cause: error });
    return error;
  }
  throw new Error("expected a RouseError, but nothing was thrown");
}

/** True when `call` gives a value or throws a RouseError; anything else is thrown on. */
export function givesOrRefuses(call: () => unknown): boolean {
  try {
    call();
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
  }
  return true;
}
