import { quote } from "./quote.js";

/** Errors about services: their names, and what is done to those that exist. */
export const serviceErrors = {
  NAME_MALFORMED: ({ name }: { name: string }) =>
    `cannot name a service ${quote(name)}: expected at most 200 letters, digits and :_.@-, beginning with a ` +
    "letter or digit",
  SERVICE_NAME_UNFIT: ({ name, problem }: { name: string; problem: string }) =>
    `cannot name a service ${quote(name)}: ${problem}; choose another name`,
  SYSTEM_NEEDS_ROOT: ({ command }: { command: string }) =>
    `cannot change services of the system as this user: run \`sudo ${command} …\`, or use --user`,
  /** `attempt`: what cannot be done with a service that is there, but was not written by Rouse: "stop". */
  SERVICE_UNKNOWN: ({ name, attempt, next }: { name: string; attempt?: string; next: string }) =>
    attempt === undefined
      ? `there is no service ${quote(name)} that Rouse wrote: ${next}`
      : `cannot ${attempt} ${quote(name)}: ${next}`,
  SERVICE_AMBIGUOUS: ({ name }: { name: string }) =>
    `there are two services ${quote(name)}, one of this user and one of the system: use --user or --system`,
  SERVICE_CONVERTED: ({ name, unit }: { name: string; unit: string }) =>
    `cannot edit ${quote(name)}: Rouse did not write its unit; change that with \`systemctl edit ${unit}\`, and what ` +
    `Rouse adds to it with \`rouse convert ${unit}\``,
  SERVICE_NOT_STARTED: ({ name, why }: { name: string; why: string }) =>
    `cannot start the program of ${quote(name)}: ${why}`,
  SOCKET_NOT_LISTENING: ({ unit, problem }: { unit: string; problem: string }) =>
    `${unit} does not listen: ${problem}; nothing was changed`,
};
