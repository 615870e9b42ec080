import { type Address, formatAddress } from "../address/address.js";
import { formatMap, type SocketMap } from "../address/socket-map.js";
import {
  formatGuards,
  formatReady,
  formatRules,
  type Guard,
  type ReadyRule,
  type Rules,
} from "../rouse-exec/command-line.js";
import { formatSpan } from "../time/span.js";

/** Returns the options by which a command line defines these sockets and this idle time. */
export function formatSocketOptions(plan: {
  addresses: readonly Address[];
  maps: readonly SocketMap[];
  idle: number;
  ready?: ReadyRule | undefined;
  rules?: Rules | undefined;
  withoutGuards?: readonly Guard[];
}): string[] {
  return [
    ...plan.addresses.flatMap((address) => ["--listen", formatListen(address)]),
    ...plan.maps.flatMap((map) => ["--map", formatMap(map)]),
    ...["--idle", formatSpan(plan.idle)],
    ...formatReady(plan.ready),
    ...formatRules(plan.rules),
    ...formatGuards(plan.withoutGuards ?? []),
  ];
}

/** The mode 0600 is left out: a path without a mode gets it. */
function formatListen(address: Address): string {
  return formatAddress(address).replace(/,mode=0600$/, "");
}
