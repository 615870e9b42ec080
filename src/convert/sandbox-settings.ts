import type { ReadyRule } from "../rouse-exec/command-line.js";
import type { Setting } from "../units/format-unit.js";
import { quoteExecPath } from "../units/quote-exec.js";
import { rouseExecCalls, swapCall } from "../units/sandbox.js";
import { listOf, type OriginalUnit } from "./original-unit.js";

/** What rouse-exec does for a service. */
interface Work {
  rouseExec: string;
  readiness?: ReadyRule | undefined;
}

/** Returns what a sandboxed service must be allowed for rouse-exec; a list that is not there forbids nothing. */
export function accessSettings(original: OriginalUnit, work: Work): Setting[] {
  return needs
    .filter(({ keys }) => keys.some((key) => listOf(original, key).length > 0))
    .map(({ setting, value }): Setting => [setting, value(work)]);
}

/** Behind a list of what is allowed, a value adds to it; behind a list of what is forbidden, it takes from it. */
const needs: { keys: string[]; setting: string; value(work: Work): string }[] = [
  {
    keys: ["SystemCallFilter"],
    setting: "SystemCallFilter",
    value: ({ readiness }) => (readiness ? `${rouseExecCalls} ${swapCall}` : rouseExecCalls),
  },
  {
    // rouse-exec asks netlink which clients are connected, and notifies systemd at a unix socket.
    keys: ["RestrictAddressFamilies"],
    setting: "RestrictAddressFamilies",
    value: () => "AF_NETLINK AF_UNIX",
  },
  {
    keys: ["NoExecPaths"],
    setting: "ExecPaths",
    value: ({ rouseExec }) => quoteExecPath(rouseExec),
  },
];
