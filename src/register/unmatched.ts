import { RouseError } from "../errors/rouse-error.js";
import { wasAdopted } from "./adopt.js";
import { formatPlace } from "./bind-address.js";
import type { Candidate } from "./candidate.js";
import { asksForAnyPort, type BindRequest, findNearMiss, type NearMiss } from "./match.js";
import { warn } from "./warn.js";

/** As long as rouse-exec --ready waits for a program to bind the rest. */
const patienceMs = 10_000;

/** Before the program can put another in its place, as tests of its own may. */
const later = setTimeout;

/** Tells why a bind was not answered, each address once, and which sockets nobody took in the end. */
export class Unmatched {
  readonly #candidates: readonly Candidate[];
  #isHandedOn = false;
  readonly #binds = new Map<string, string>();

  constructor(candidates: readonly Candidate[]) {
    this.#candidates = candidates;
  }

  /** Others have the sockets now, and may adopt them unseen. */
  expectNothing(): void {
    this.#isHandedOn = true;
  }

  note(request: BindRequest): void {
    const asked = formatPlace(request.place);
    const key = `${request.type} ${asked}`;
    if (asksForAnyPort(request) || this.#binds.has(key)) return;
    if (this.#binds.size === 0) later(() => this.#tellUnused(), patienceMs).unref();
    const near = findNearMiss(this.#candidates, request);
    if (near) warn(explain(near));
    this.#binds.set(key, near ? "" : asked);
  }

  /** What was explained is not told twice. */
  #tellUnused(): void {
    const binds = [...this.#binds.values()].filter(Boolean);
    const unused = this.#candidates.filter((candidate) => !wasAdopted(candidate));
    if (this.#isHandedOn || unused.length === 0 || binds.length === 0) return;
    const sockets = unused.map(({ passed, place }) => `'${passed.name}' (${formatPlace(place)})`);
    warn(new RouseError("REGISTER_NOT_ADOPTED", { sockets, binds }));
  }
}

function explain({ reason, candidate, asked }: NearMiss): RouseError {
  const { passed, place, type } = candidate;
  return new RouseError(reason === "wider" ? "REGISTER_WIDER" : "REGISTER_FAMILY", {
    asked: formatPlace(asked),
    name: passed.name,
    given: formatPlace(place),
    setting: type === "dgram" ? "ListenDatagram" : "ListenStream",
  });
}
