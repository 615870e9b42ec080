import { quote } from "./quote.js";

/** Errors about the checks that clients wait for. */
export const readyErrors = {
  READY_CHECK_MALFORMED: ({ check, problem }: { check: string; problem: string }) =>
    `cannot read the --ready-check ${quote(check)}: ${problem}`,
  READY_CHECK_MISSING: ({ option }: { option: string }) =>
    `cannot use ${option} without a check: expected --ready-check as well, as in --ready-check http:/health`,
  READY_CHECK_SOCKET_UNKNOWN: ({
    check,
    name,
    names,
  }: {
    check: string;
    name: string;
    names: string[];
  }) =>
    `cannot use the --ready-check ${quote(check)}: no socket with connections is named ${quote(name)}; expected one of ` +
    names.map(quote).join(", "),
  READY_CHECK_DATAGRAMS: ({ check }: { check: string }) =>
    `cannot use the --ready-check ${quote(check)}: expected a socket with connections, and there are only sockets for ` +
    "datagrams, whose clients cannot be kept waiting; leave the check out",
  READY_CHECK_INTERVAL_UNFIT: ({ span }: { span: string }) =>
    `cannot try checks at the --ready-check-interval ${quote(span)}: expected a time between two tries, as 500ms`,
  READY_CHECK_PASSES_MALFORMED: ({ passes }: { passes: string }) =>
    `cannot read the --ready-check-passes ${quote(passes)}: expected a whole number from 1 to 1000`,
  READY_CHECK_ELSE_UNKNOWN: ({ action }: { action: string }) =>
    `cannot do ${quote(action)} (--ready-check-else) with a program that is not ready in time: expected stop, which ends ` +
    "it as one that failed, or open, which lets its clients in",
};
