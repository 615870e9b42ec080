import { addressErrors } from "./address.js";
import { busyErrors } from "./busy.js";
import { commandLineErrors } from "./command-line.js";
import { convertErrors } from "./convert.js";
import { daemonErrors } from "./daemon.js";
import { hostErrors } from "./hosts.js";
import { idleErrors } from "./idle.js";
import { localDaemonErrors } from "./local-daemon.js";
import { notifyErrors } from "./notify.js";
import { passedSocketErrors } from "./passed-sockets.js";
import { podmanErrors } from "./podman.js";
import { probeErrors } from "./probe.js";
import { programErrors } from "./program.js";
import { readyErrors } from "./ready.js";
import { registerErrors } from "./register.js";
import { rouseExecErrors } from "./rouse-exec.js";
import { serviceErrors } from "./services.js";
import { systemErrors } from "./system.js";
import { systemdErrors } from "./systemd.js";
import { unitFileErrors } from "./unit-files.js";
import { useErrors } from "./use.js";

/**
 * The sentence of each code, by the detail that it tells. A sentence says what we were doing, to which object, what was
 * expected, what came instead, and the next step. A detail has `errno` where libsystemd or the kernel has a number for
 * the failure: its name, "EINVAL".
 */
const sentences = {
  ...addressErrors,
  ...readyErrors,
  ...busyErrors,
  ...useErrors,
  ...programErrors,
  ...rouseExecErrors,
  ...passedSocketErrors,
  ...registerErrors,
  ...notifyErrors,
  ...idleErrors,
  ...localDaemonErrors,
  ...systemErrors,
  ...serviceErrors,
  ...unitFileErrors,
  ...systemdErrors,
  ...probeErrors,
  ...convertErrors,
  ...podmanErrors,
  ...hostErrors,
  ...daemonErrors,
  ...commandLineErrors,
};

/** The codes that a RouseError can have: the table at the end of docs/api.md. */
export type ErrorCode = keyof typeof sentences;
type ErrorDetail<C extends ErrorCode> = Parameters<(typeof sentences)[C]>[0];

/** Not a type parameter of the class: `instanceof` would make `any` of it. */
type ErrorArguments = {
  [C in ErrorCode]: [code: C, detail: ErrorDetail<C>, options?: ErrorOptions | undefined];
}[ErrorCode];

const builders: { [C in ErrorCode]: (detail: ErrorDetail<C>) => string } = sentences;

/** All codes, to compare with. */
export const errorCodes: readonly string[] = Object.keys(sentences);

/**
 * The class of everything that Rouse throws on purpose. `code` is for programs, `message` is one sentence for people,
 * and `errno` is the name of the error that libsystemd would return or that the kernel returned ("EINVAL"), where
 * there is one.
 */
export class RouseError extends Error {
  override readonly name = "RouseError";
  readonly code: ErrorCode;
  readonly errno: string | undefined;

  constructor(...[code, detail, options]: ErrorArguments) {
    super(visible(sentenceOf(code, detail)), options);
    this.code = code;
    this.errno = errnoIn(detail);
  }
}

function sentenceOf<C extends ErrorCode>(code: C, detail: ErrorDetail<C>): string {
  return builders[code](detail);
}

function errnoIn(detail: object): string | undefined {
  return "errno" in detail && typeof detail.errno === "string" ? detail.errno : undefined;
}

/** Returns the text with its control and direction characters and line ends as numbers, safe for a terminal. */
export function visible(text: string): string {
  return text.replace(/\p{C}|[\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
