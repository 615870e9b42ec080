import { quote } from "./quote.js";

/** Errors about services that run one at a time. */
export const oneOfErrors = {
  ONE_OF_MALFORMED: ({ group }: { group: string }) =>
    `cannot use ${quote(group)} as the group of --one-of: expected letters, digits and _ . @ -, the first a letter or ` +
    "a digit, 64 at most, as in --one-of gpu",
  MAX_WAIT_WITHOUT_GROUP: (_: object) =>
    "cannot use --max-wait without a group, whose services wait for each other: expected --one-of as well, as in " +
    "--one-of gpu",
  ONE_OF_WITH_FREEZE: (_: object) =>
    "cannot freeze a service that is stopped for another one of its group: a frozen one would keep what it has (a GPU); " +
    "expected --sleep stop, or no --one-of",
};
