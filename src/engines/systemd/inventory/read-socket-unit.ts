/** What a .socket unit of ours says, as far as a list of services needs it; nothing is looked up. */
export interface SocketUnit {
  /** Its [X-Rouse]: Name=, Version=, Kind=, Command=. */
  own: ReadonlyMap<string, string>;
  /** Service=, where it has one. */
  service: string | undefined;
  /** The places it listens at, as ADDR of the command line shows them: `udp:127.0.0.1:53`. */
  listen: string[];
}

/** Undefined when Rouse did not write it. Text with lines that are none is read as systemd does: they are skipped. */
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
 * Of all sections with this name: systemd takes them for one. By hand, without expressions and without a list of all
 * lines: a hundred units are read in a millisecond.
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

/** Both `from` and `to` are at ends of lines. */
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

/** What stands before the first word of a line is nothing. */
function flushLeft(text: string): string {
  return text.includes("\n ") || text.includes("\n\t") ? text.replace(/^[ \t]+/gm, "") : text;
}

/** systemd.syntax(7): a comment between two parts of a line is not part of it. */
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

/** An empty Listen…= takes back all that were before it. */
function listenOf(lines: readonly Assignment[]): string[] {
  const listen: string[] = [];
  for (const [key, value] of lines) {
    const type = (/^[/@%]/.test(value) ? unixTypes : inetTypes)[key];
    if (value === "" && key in unixTypes) listen.length = 0;
    else if (type !== undefined) listen.push(type + value.replaceAll("%%", "%"));
  }
  return listen;
}
