import * as ofAnswers from "./answer-findings.js";
import * as ofBinds from "./bind-findings.js";
import type { Bind } from "./binds.js";
import type { ProbedProgram } from "./probed-program.js";
import * as ofProgram from "./program-findings.js";

/** In the order of the output: what cannot be activated, then what its owner should know of the rest. */
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
  still_loading: ofAnswers.stillLoading,
  ready_later: ofAnswers.readyLater,
  wildcard: ofBinds.wildcard,
  ipv6_only: ofBinds.ipv6Only,
  ipv4_and_ipv6: ofBinds.bothFamilies,
  tcp_and_udp: ofBinds.tcpAndUdp,
  several_workers: each("listens", ofBinds.severalWorkers),
  abstract: each("listens", ofBinds.abstract),
  renamed: each("listens", ofBinds.renamed),
  shared_path: each("listens", ofBinds.sharedPath),
} satisfies Record<string, (program: ProbedProgram) => readonly string[]>;

type FindingCode = keyof typeof finders;

/** What an owner should know before the program is activated. */
export interface Finding {
  code: FindingCode;
  /** One sentence, with the next step where there is one. */
  text: string;
}

/** Returns everything to be said about a program, in the order of the output. */
export function findAll(program: ProbedProgram): Finding[] {
  return codes.flatMap((code) => finders[code](program).map((text) => ({ code, text })));
}

const codes: FindingCode[] = Object.keys(finders).filter(isCode);

function isCode(key: string): key is FindingCode {
  return key in finders;
}

function each(state: Bind["state"], describe: (bind: Bind) => string | undefined) {
  return ({ binds }: ProbedProgram): string[] =>
    binds.filter((bind) => bind.state === state).flatMap((bind) => describe(bind) ?? []);
}
