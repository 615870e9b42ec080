import { quote } from "./quote.js";

/** Errors about what keeps a program awake. */
export const useErrors = {
  QUIET_AFTER_UNFIT: ({ span }: { span: string }) =>
    `cannot use --quiet-after ${quote(span)}: expected 1s or more, as in --quiet-after 5min`,
  USE_WITHOUT_SLEEP: ({ option }: { option: string }) =>
    `cannot use ${option} for a program that never sleeps: it says which connections keep it awake; expected an idle ` +
    "time, as in --idle 10min",
};
