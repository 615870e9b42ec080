const sentences = {
  ADDRESS_MALFORMED: ({ address, problem }: { address: string; problem: string }) =>
    `cannot read the address ${quote(address)}: ${problem}`,
  ADDRESS_BARE_PORT: ({ type, port }: { type: string; port: string }) =>
    `cannot listen on the bare port ${quote(type + port)}: say who may connect: ` +
    `${type}127.0.0.1:${port} (this machine), ${type}0.0.0.0:${port} (every IPv4 network) ` +
    `or ${type}[::]:${port} (every network)`,
  ADDRESS_MISSING: (_: object) =>
    "no address to listen on: name one or more, as in `rouse listen 8080 -- COMMAND`",
  PORT_OUT_OF_RANGE: ({ address, port }: { address: string; port: string }) =>
    `cannot read the address ${quote(address)}: expected a port from 1 to 65535, got ${port}`,
  PATH_NOT_ABSOLUTE: ({ path }: { path: string }) =>
    `cannot listen on the path ${quote(path)}: expected an absolute path that begins with /`,
  PATH_TOO_LONG: ({ path, bytes }: { path: string; bytes: number }) =>
    `cannot listen on the unix socket ${quote(path)}: its name has ${bytes} bytes and the kernel ` +
    "takes 107; choose a shorter one",
  SETTING_MALFORMED: ({ address, problem }: { address: string; problem: string }) =>
    `cannot read the settings of the address ${quote(address)}: ${problem}`,
  SPAN_MALFORMED: ({ span }: { span: string }) =>
    `cannot read the time span ${quote(span)}: expected something like 90s, 10min, 1h 30min or ` +
    "500ms, at most 100 years, or infinity for never",
  NAME_TAKEN: ({ name }: { name: string }) =>
    `two sockets are named ${quote(name)}: give one of them another name with ,name=NAME behind ` +
    "its address, or leave out the one that is there twice",
  NAME_MALFORMED: ({ name }: { name: string }) =>
    `cannot name a service ${quote(name)}: expected at most 200 letters, digits and :_.@- that ` +
    "begin with a letter or digit",
  MAP_MALFORMED: ({ map, problem }: { map: string; problem: string }) =>
    `cannot read the map ${quote(map)}: ${problem}`,
  MAP_NAME_UNKNOWN: ({ map, name, names }: { map: string; name: string; names: string[] }) =>
    `the map ${quote(map)} leads to a socket ${quote(name)} that is not there: expected one of ` +
    names.map(quote).join(", "),
  PROGRAM_MISSING: (_: object) =>
    "no program to run: put -- and the command behind the addresses, as in " +
    "`rouse listen 8080 -- python3 -m http.server 8080`",
  ARGUMENT_NOT_UTF8: ({ argument }: { argument: string }) =>
    `cannot pass on the argument ${quote(argument)}: Node reads arguments as UTF-8 and this one is ` +
    "not; call rouse-exec itself, it takes any bytes",
  REPORT_FOLDER_UNSAFE: ({ folder, problem }: { folder: string; problem: string }) =>
    `cannot keep a report in ${quote(folder)}: ${problem}; remove it, or set XDG_RUNTIME_DIR to a ` +
    "folder that only you can write to",
  ROUSE_EXEC_NOT_FOUND: ({ places, next }: { places: string[]; next: string }) =>
    `cannot find rouse-exec, the program that holds the sockets: looked at ${places.join(", ")}; ` +
    `${next}, or name it in ROUSE_EXEC_PATH`,
  ROUSE_EXEC_UNUSABLE: ({ path }: { path: string }) =>
    `cannot use the rouse-exec that ROUSE_EXEC_PATH names: ${quote(path)} is not an executable ` +
    "file; correct the variable or unset it",
  EXEC_FAILED: ({ path, reason }: { path: string; reason: string }) =>
    `cannot become ${quote(path)}: execve failed with ${reason}`,
  NATIVE_MISSING: ({ reason }: { reason: string }) =>
    `cannot call libc: koffi did not load (${reason}); install the optional package ` +
    `@koromix/koffi-${process.platform}-${process.arch}, as \`npm install\` does unless it omits optional ones`,
  PLATFORM_UNSUPPORTED: ({ platform }: { platform: string }) =>
    `Rouse needs Linux (seccomp and /proc), and this is ${platform}: run it in a Linux machine, ` +
    "virtual machine or container",
  USAGE: ({ problem, help }: { problem: string; help: string }) => `${problem}; see \`${help}\``,
};

export type ErrorCode = keyof typeof sentences;
export type ErrorDetail<C extends ErrorCode> = Parameters<(typeof sentences)[C]>[0];

const builders: { [C in ErrorCode]: (detail: ErrorDetail<C>) => string } = sentences;

export const errorCodes: readonly string[] = Object.keys(sentences);

/** Everything Rouse throws on purpose. `code` is for programs, `message` is one sentence for people. */
export class RouseError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "RouseError";
  readonly code: C;

  constructor(code: C, detail: ErrorDetail<C>, options?: ErrorOptions) {
    super(visible(builders[code](detail)), options);
    this.code = code;
  }
}

function quote(text: string): string {
  return `'${text}'`;
}

/** What a terminal should not see (control and direction characters, line ends) shows as its number. */
export function visible(text: string): string {
  return text.replace(/\p{C}|[\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
