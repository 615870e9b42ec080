import { RouseError } from "../errors/rouse-error.js";
import { isContinued, physicalLines } from "./physical-lines.js";
import type { UnitLine, UnitText } from "./unit-text.js";

/**
 * Reads a unit file as systemd 252 does: conf-parser.c. `file` is for the message.
 * @throws UNIT_MALFORMED for what makes systemd refuse the whole file; what it only warns of is kept, as `other`
 */
export function parseUnit(text: string, file: string): UnitText {
  const reader: Reader = { file, section: undefined, hasMark: false };
  return joinContinued(text, reader).map((joined) => readLine(joined, reader));
}

interface Reader {
  file: string;
  section: string | undefined;
  /** A byte order mark was passed over; systemd does that once. */
  hasMark: boolean;
}

/** A line with those that continue it. */
interface Joined {
  raw: string[];
  /** Without line ends; none of a comment. */
  texts: string[];
  bytes: number;
  /** Of its last line, from 1. */
  number: number;
}

function joinContinued(text: string, reader: Reader): Joined[] {
  const joined: Joined[] = [];
  let open: Joined | undefined;
  for (const [index, line] of physicalLines(text).entries()) {
    const number = index + 1;
    const whole: Joined = open ?? { raw: [], texts: [], bytes: 0, number };
    whole.raw.push(line.raw);
    checkLength(Buffer.byteLength(line.text) + 1, reader.file, number);
    if (line.isComment) {
      // A comment among continued lines does not end them.
      if (!open) joined.push(whole);
      continue;
    }
    const part = withoutMark(line.text, reader);
    const isOpen = isContinued(part);
    whole.texts.push(isOpen ? `${part.slice(0, -1)} ` : part);
    whole.bytes += Buffer.byteLength(part);
    whole.number = number;
    checkLength(whole.bytes, reader.file, number);
    open = isOpen ? whole : undefined;
    if (!isOpen) joined.push(whole);
  }
  return open ? [...joined, open] : joined;
}

/** LONG_LINE_MAX; of a line that is not continued it counts the end, too. */
const longest = 1 << 20;

function checkLength(bytes: number, file: string, number: number): void {
  if (bytes <= longest) return;
  throw malformed(file, number, "a line has at most 1 MiB, and this one is longer");
}

function withoutMark(line: string, reader: Reader): string {
  if (reader.hasMark || !line.startsWith("\ufeff")) return line;
  reader.hasMark = true;
  return line.slice(1);
}

function readLine({ raw: parts, texts, number }: Joined, reader: Reader): UnitLine {
  const raw = parts.join("");
  const line = strip(texts.join(""));
  if (line === "") return { kind: "other", raw };
  checkCharacters(line, reader.file, number);
  if (line.startsWith("[")) {
    reader.section = readHeader(line, reader.file, number);
    return { kind: "section", section: reader.section, raw };
  }
  const equals = line.indexOf("=");
  if (reader.section === undefined || equals < 1) return { kind: "other", raw };
  const [key, value] = [strip(line.slice(0, equals)), strip(line.slice(equals + 1))];
  return { kind: "setting", section: reader.section, key, value, raw };
}

/** utf8_is_valid() */
function checkCharacters(line: string, file: string, number: number): void {
  if (!/\p{Noncharacter_Code_Point}|\p{Surrogate}/u.test(line)) return;
  throw malformed(file, number, "it holds noncharacters, which systemd does not take for UTF-8");
}

function readHeader(line: string, file: string, number: number): string {
  const name = line.slice(1, -1);
  if (!line.endsWith("]")) {
    throw malformed(file, number, `expected a ']' at the end of the section header '${line}'`);
  }
  if (/["'\\]|(?=\p{ASCII})\p{Cc}/u.test(name)) {
    throw malformed(file, number, `expected the name of a section, got '${name}'`);
  }
  return name;
}

/** Without white space at its ends, of which trim() knows more kinds than systemd. */
function strip(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && " \t\n\r".includes(character);
}

function malformed(file: string, line: number, problem: string): RouseError {
  return new RouseError("UNIT_MALFORMED", { file, line, problem });
}
