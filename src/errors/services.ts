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
  SET_MALFORMED: ({ text }: { text: string }) =>
    `cannot read the setting ${quote(text)}: expected OPTION=VALUE, as in idle=5min`,
  SET_UNKNOWN: ({ name, near, names }: { name: string; near: string[]; names: string[] }) =>
    `cannot set ${quote(name)}: no service has such an option; ` +
    (near.length > 0
      ? `did you mean ${near.map(quote).join(" or ")}?`
      : `expected one of ${names.join(", ")}`),
  SET_UNFIT: ({ name, value, expected }: { name: string; value: string; expected: string }) =>
    `cannot set ${quote(name)} to ${quote(value)}: expected ${expected}`,
  ORIGIN_UNREADABLE: ({ name, problem }: { name: string; problem: string }) =>
    `cannot read the command that made ${quote(name)}, in Command= of its units: this Rouse does not know ` +
    `${quote(problem)}; make the service again with \`rouse add\` or \`rouse podman\``,
  /** `line` is empty where the whole unit has been edited. */
  UNIT_EDITED: ({
    name,
    unit,
    line,
    settings,
  }: {
    name: string;
    unit: string;
    line: string;
    settings: string[];
  }) =>
    `cannot set ${settings.join(" ")} of ${quote(name)}: ${unit} was edited${line && `, and ${quote(line)} is not as Rouse wrote it`}; ` +
    `change it with \`rouse edit\`, or take that back`,
  SERVICE_NOT_STARTED: ({ name, why }: { name: string; why: string }) =>
    `cannot start the program of ${quote(name)}: ${why}`,
  SOCKET_NOT_LISTENING: ({ unit, problem }: { unit: string; problem: string }) =>
    `${unit} does not listen: ${problem}; nothing was changed`,
};
