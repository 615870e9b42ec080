import type { Scope } from "../units/types.js";
import * as ofBinds from "./bind-findings.js";
import type { Bind } from "./binds.js";
import type { Observation } from "./observe.js";
import * as ofProgram from "./program-findings.js";

/** What the findings are made from. */
export interface Case extends Observation {
  command: readonly string[];
  /** Where its units would go. */
  scope: Scope;
  /** The first port that not only root may bind: ip(7), ip_unprivileged_port_start. */
  firstOpenPort: number;
}

/** In this order they are told: what cannot be activated, then what is to be known of the rest. */
const finders = {
  nothing_bound: ofProgram.nothingBound,
  address_in_use: each("refused", ofBinds.inUse),
  port_chosen_by_kernel: each("chosen", ofBinds.chosenPort),
  closed_again: each("closed", ofBinds.closedAgain),
  not_listening: each("idle", ofBinds.notListening),
  unfit: each("unfit", ofBinds.unfit),
  other_sockets: ofProgram.otherSockets,
  background: ofProgram.background,
  setuid: ofProgram.setuid,
  port_privileged: ofBinds.privileged,
  wildcard: ofBinds.wildcard,
  ipv6_only: ofBinds.ipv6Only,
  ipv4_and_ipv6: ofBinds.bothFamilies,
  tcp_and_udp: ofBinds.tcpAndUdp,
  several_workers: each("listens", ofBinds.severalWorkers),
  abstract: each("listens", ofBinds.abstract),
  renamed: each("listens", ofBinds.renamed),
  shared_path: each("listens", ofBinds.sharedPath),
} satisfies Record<string, (seen: Case) => readonly string[]>;

export type FindingCode = keyof typeof finders;

/** Something to know before the program is activated. */
export interface Finding {
  code: FindingCode;
  /** One sentence, with the next step where there is one. */
  text: string;
}

export function findAll(seen: Case): Finding[] {
  return codes.flatMap((code) => finders[code](seen).map((text) => ({ code, text })));
}

const codes: FindingCode[] = Object.keys(finders).filter(isCode);

function isCode(key: string): key is FindingCode {
  return key in finders;
}

function each(state: Bind["state"], tell: (bind: Bind) => string | undefined) {
  return ({ binds }: Case): string[] =>
    binds.filter((bind) => bind.state === state).flatMap((bind) => tell(bind) ?? []);
}
