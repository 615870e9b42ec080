import { quote } from "./quote.js";

/** Errors about services that were there before Rouse. */
export const convertErrors = {
  UNIT_UNKNOWN: ({ unit, scope, other }: { unit: string; scope: string; other: string }) =>
    `cannot convert ${quote(unit)}: the ${scope} service manager knows no such unit; use --${other} for a unit of the other manager`,
  CONVERT_REFUSED: ({ unit, problem }: { unit: string; problem: string }) =>
    `cannot convert ${quote(unit)}: ${problem}`,
  CONVERT_LISTENS_NOWHERE: ({ unit }: { unit: string }) =>
    `cannot tell where ${quote(unit)} listens, since it is not running: start it first, or give its addresses ` +
    "with --listen",
  NOT_CONVERTED: ({ unit }: { unit: string }) =>
    `cannot undo the conversion of ${quote(unit)}: Rouse did not convert it`,
};
