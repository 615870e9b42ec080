import { quote } from "./quote.js";

/** Errors about what keeps a program awake. */
export const useErrors = {
  QUIET_AFTER_UNFIT: ({ span }: { span: string }) =>
    `cannot use --quiet-after ${quote(span)}: expected 1s or more, as in --quiet-after 5min`,
  IGNORE_CLIENTS_MALFORMED: ({ text }: { text: string }) =>
    `cannot read whose clients --ignore-clients ${quote(text)} means: expected a network, the number of a user or a unit, ` +
    "as 10.0.0.0/8, fd00::1, uid:1000 or unit:prometheus.service",
  USE_WITHOUT_SLEEP: ({ option }: { option: string }) =>
    `cannot use ${option} for a program that never sleeps: it says which connections keep it awake; expected an idle ` +
    "time, as in --idle 10min",
};
