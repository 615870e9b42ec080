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
  const lines = assignmentsOf(text);
  const own = lines.filter(({ section }) => section === "X-Rouse");
  if (own.length === 0) return undefined;
  const socket = lines.filter(({ section }) => section === "Socket");
  return {
    own: new Map(own.map(({ key, value }) => [key, value])),
    service: socket.findLast(({ key }) => key === "Service")?.value || undefined,
    listen: listenOf(socket),
  };
}

interface Assignment {
  section: string;
  key: string;
  value: string;
}

/** By hand, not by expressions: a hundred units are read in a millisecond. */
function assignmentsOf(text: string): Assignment[] {
  const found: Assignment[] = [];
  let section = "";
  for (const whole of joinContinued(text)) {
    const line = whole.trim();
    const equals = line.indexOf("=");
    if (line.startsWith("[")) section = line.slice(1, -1);
    else if (equals > 0 && !isComment(line)) {
      const [key, value] = [line.slice(0, equals).trimEnd(), line.slice(equals + 1).trimStart()];
      found.push({ section, key, value });
    }
  }
  return found;
}

/** systemd.syntax(7): a comment between two parts of a line is not part of it. */
function joinContinued(text: string): string[] {
  if (!text.includes("\\\n")) return text.split("\n");
  const lines: string[] = [];
  let begun: string | undefined;
  for (const line of text.split("\n")) {
    if (begun !== undefined && isComment(line.trimStart())) continue;
    const whole: string = (begun ?? "") + line;
    begun = whole.endsWith("\\") ? `${whole.slice(0, -1)} ` : undefined;
    if (begun === undefined) lines.push(whole);
  }
  return lines;
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
  for (const { key, value } of lines) {
    const type = (/^[/@%]/.test(value) ? unixTypes : inetTypes)[key];
    if (value === "" && key in unixTypes) listen.length = 0;
    else if (type !== undefined) listen.push(type + value.replaceAll("%%", "%"));
  }
  return listen;
}
