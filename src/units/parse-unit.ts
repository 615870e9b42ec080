import { RouseError } from "../errors/rouse-error.js";
import { isContinued, physicalLines } from "./physical-lines.js";
import type { UnitText } from "./unit-assignments.js";

/**
 * Reads a unit file as systemd 252 does: conf-parser.c. `file` is for the message.
 * @throws UNIT_MALFORMED for what makes systemd refuse the whole file; what it only warns of is passed over
 */
export function parseUnit(text: string, file: string): UnitText {
  const reader: Reader = { file, section: undefined, hasMark: false };
  return joinContinued(text, reader).flatMap((joined) => readLine(joined, reader));
}

interface Reader {
  file: string;
  section: string | undefined;
  /** A byte order mark was passed over; systemd does that once. */
  hasMark: boolean;
}

/** A line with those that continue it. */
interface Joined {
  /** Without line ends and without comments. */
  texts: string[];
  bytes: number;
  /** The number of its last line, from 1. */
  number: number;
}

function joinContinued(text: string, reader: Reader): Joined[] {
  const joined: Joined[] = [];
  let open: Joined | undefined;
  for (const [index, line] of physicalLines(text).entries()) {
    const number = index + 1;
    const whole: Joined = open ?? { texts: [], bytes: 0, number };
    checkLength(Buffer.byteLength(line.text) + 1, reader.file, number);
    // A comment among continued lines does not end them.
    if (line.isComment) continue;
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

/** LONG_LINE_MAX of systemd, which counts the line end too where a line is not continued. */
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

function readLine({ texts, number }: Joined, reader: Reader): UnitText {
  const line = strip(texts.join(""));
  if (line === "") return [];
  checkCharacters(line, reader.file, number);
  if (line.startsWith("[")) {
    reader.section = readHeader(line, reader.file, number);
    return [];
  }
  const equals = line.indexOf("=");
  if (reader.section === undefined || equals < 1) return [];
  const [key, value] = [strip(line.slice(0, equals)), strip(line.slice(equals + 1))];
  return [{ section: reader.section, key, value }];
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

/** Returns the text without white space at its ends; trim() knows more kinds of it than systemd does. */
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
