import { RouseError } from "../errors/rouse-error.js";
import { wasAdopted } from "./adopt.js";
import type { Candidate } from "./adoptable-socket.js";
import { formatBindAddress } from "./bind-address.js";
import type { BindRequest } from "./bind-request.js";
import { asksForAnyPort, findNearMiss, type NearMiss } from "./match.js";
import { warn } from "./warn.js";

/** The time for which rouse-exec --ready waits until a program has bound the rest. */
const reportAfterMs = 10_000;

/** Kept before the program can replace it, as its tests may. */
const later = setTimeout;

/** Warns why a bind was not answered, once per address, and later which sockets were not adopted. */
export class Unmatched {
  readonly #candidates: readonly Candidate[];
  #isSilent = false;
  readonly #binds = new Map<string, string>();

  constructor(candidates: readonly Candidate[]) {
    this.#candidates = candidates;
  }

  /** Children have the sockets now, and may adopt them unseen. */
  silence(): void {
    this.#isSilent = true;
  }

  note(request: BindRequest): void {
    const asked = formatBindAddress(request.address);
    const key = `${request.type} ${asked}`;
    if (asksForAnyPort(request) || this.#binds.has(key)) return;
    if (this.#binds.size === 0) later(() => this.#warnUnused(), reportAfterMs).unref();
    const near = findNearMiss(this.#candidates, request);
    if (near) warn(explain(near));
    this.#binds.set(key, near ? "" : asked);
  }

  /** A bind that was explained is not reported again. */
  #warnUnused(): void {
    const binds = [...this.#binds.values()].filter(Boolean);
    const unused = this.#candidates.filter((candidate) => !wasAdopted(candidate));
    if (this.#isSilent || unused.length === 0 || binds.length === 0) return;
    const sockets = unused.map(
      ({ passed, address }) => `'${passed.name}' (${formatBindAddress(address)})`,
    );
    warn(new RouseError("REGISTER_NOT_ADOPTED", { sockets, binds }));
  }
}

function explain({ reason, candidate, asked }: NearMiss): RouseError {
  const { passed, address, type } = candidate;
  return new RouseError(reason === "wider" ? "REGISTER_WIDER" : "REGISTER_FAMILY", {
    asked: formatBindAddress(asked),
    name: passed.name,
    given: formatBindAddress(address),
    setting: type === "dgram" ? "ListenDatagram" : "ListenStream",
  });
}
