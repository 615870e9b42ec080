/*
 * The second reader of units: units/parse-unit.ts keeps every byte and finds what systemd refuses, for which it takes
 * six times as long as this one. For the hundred units of a long `rouse ls` that is 5 ms of the 60 it may take; see
 * cli/quick/list-quickly.ts.
 */

/** What a .socket unit of ours says, as far as a list of services needs it; nothing is looked up. */
export interface SocketUnit {
  /** Its [X-Rouse]: Name=, Version=, Kind=, Command=. */
  own: ReadonlyMap<string, string>;
  /** Service=, where it has one. */
  service: string | undefined;
  /** The addresses it listens at, each as an ADDR of the command line: `udp:127.0.0.1:53`. */
  listen: string[];
}

/** Returns undefined when Rouse did not write it. Lines that are no assignment are skipped, as systemd skips them. */
export function readSocketUnit(text: string): SocketUnit | undefined {
  if (!text.includes("[X-Rouse]")) return undefined;
  const lines = `\n${flushLeft(joinContinued(text))}\n`;
  const own = assignmentsIn(lines, "X-Rouse");
  if (own.length === 0) return undefined;
  const socket = assignmentsIn(lines, "Socket");
  return {
    own: new Map(own),
    service: socket.findLast(([key]) => key === "Service")?.[1] || undefined,
    listen: listenOf(socket),
  };
}

type Assignment = readonly [key: string, value: string];

/**
 * Returns the assignments of all sections with this name, which systemd takes for one section. Without regular
 * expressions and without a list of all lines, a hundred units are read in a millisecond.
 */
function assignmentsIn(text: string, section: string): Assignment[] {
  const found: Assignment[] = [];
  const header = `\n[${section}]`;
  for (let at = text.indexOf(header); at !== -1; at = text.indexOf(header, at + 1)) {
    const end = text.indexOf("\n[", at + 1);
    readLines(text, text.indexOf("\n", at + 1), end === -1 ? text.length : end, found);
  }
  return found;
}

/** Both `from` and `to` are the ends of lines. */
function readLines(text: string, from: number, to: number, found: Assignment[]): void {
  for (let at = from; at !== -1 && at < to; ) {
    const end = text.indexOf("\n", at + 1);
    const equals = text.indexOf("=", at);
    if (equals !== -1 && equals < end) {
      const key = text.slice(at + 1, equals).trim();
      if (key !== "" && !isComment(key)) found.push([key, text.slice(equals + 1, end).trim()]);
    }
    at = end;
  }
}

/** Removes the white space at the beginning of lines, which means nothing. */
function flushLeft(text: string): string {
  return text.includes("\n ") || text.includes("\n\t") ? text.replace(/^[ \t]+/gm, "") : text;
}

/** Joins continued lines; a comment among them is not part of the line (systemd.syntax(7)). */
function joinContinued(text: string): string {
  if (!text.includes("\\\n")) return text;
  const lines: string[] = [];
  let begun: string | undefined;
  for (const line of text.split("\n")) {
    if (begun !== undefined && isComment(line.trimStart())) continue;
    const whole: string = (begun ?? "") + line;
    begun = whole.endsWith("\\") ? `${whole.slice(0, -1)} ` : undefined;
    if (begun === undefined) lines.push(whole);
  }
  return lines.join("\n");
}

function isComment(line: string): boolean {
  return line.startsWith("#") || line.startsWith(";");
}

const inetTypes: Readonly<Record<string, string>> = { ListenStream: "", ListenDatagram: "udp:" };
const unixTypes: Readonly<Record<string, string>> = {
  ListenStream: "",
  ListenDatagram: "unix-dgram:",
  ListenSequentialPacket: "unix-seqpacket:",
};

/** Returns the addresses; an empty Listen…= takes back all that come before it. */
function listenOf(lines: readonly Assignment[]): string[] {
  const listen: string[] = [];
  for (const [key, value] of lines) {
    const type = (/^[/@%]/.test(value) ? unixTypes : inetTypes)[key];
    if (value === "" && key in unixTypes) listen.length = 0;
    else if (type !== undefined) listen.push(type + value.replaceAll("%%", "%"));
  }
  return listen;
}
