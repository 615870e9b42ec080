import type { Setting } from "../units/format-unit.js";
import { quoteExecPath } from "../units/quote-exec.js";
import { rouseExecCalls } from "../units/sandbox.js";
import { listOf, type OriginalUnit } from "./original-unit.js";

/** What the service must be allowed beyond its own sandbox, for rouse-exec; lists that are not there forbid nothing. */
export function accessSettings(original: OriginalUnit, rouseExec: string): Setting[] {
  return needs
    .filter(({ keys }) => keys.some((key) => listOf(original, key).length > 0))
    .map(({ setting, value }): Setting => [setting, value(rouseExec)]);
}

/** Behind a list of what is allowed it adds to that, behind one of what is forbidden it takes from that. */
const needs: { keys: string[]; setting: string; value(rouseExec: string): string }[] = [
  {
    keys: ["SystemCallFilter"],
    setting: "SystemCallFilter",
    value: () => rouseExecCalls,
  },
  {
    // Who is connected is asked of netlink; a report to systemd goes to a unix socket.
    keys: ["RestrictAddressFamilies"],
    setting: "RestrictAddressFamilies",
    value: () => "AF_NETLINK AF_UNIX",
  },
  { keys: ["NoExecPaths"], setting: "ExecPaths", value: quoteExecPath },
];
