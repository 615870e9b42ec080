import { RouseError } from "../errors/rouse-error.js";
import type { ReadyCheck } from "../rouse-exec/command-line.js";

/** Reads a check as rouse-exec does: its `command_line/parse_check.c`. @throws READY_CHECK_MALFORMED */
export function parseReadyCheck(text: string): ReadyCheck {
  if (text.startsWith("exec:")) return parseCommand(text);
  if (text.startsWith("http:")) return parseHttp(text);
  if (text === "notify") return { what: text };
  if (text === "tcp" || text.startsWith("tcp,")) return parseTcp(text);
  throw malformed(
    text,
    "expected http:PATH, tcp, exec:COMMAND or notify, as in --ready-check http:/health",
  );
}

/** The command is all that follows, commas too. */
function parseCommand(text: string): ReadyCheck {
  if (text.slice("exec:".length).trim() !== "") return { what: text };
  throw malformed(text, "expected a command behind exec:, as in exec:pg_isready");
}

function parseHttp(text: string): ReadyCheck {
  if (text.startsWith("http://")) {
    throw malformed(text, "expected a path without the address, as in http:/health");
  }
  const { rest, socket, host } = takeSettings(text, ["socket", "host"]);
  if (!/^http:\/[\x21-\x7e]*$/.test(rest)) {
    throw malformed(
      text,
      "expected a path that begins with / and has no blanks, as in http:/health",
    );
  }
  const what = host === undefined ? rest : `${rest},host=${host}`;
  return { what, ...(socket === undefined ? {} : { socket }) };
}

function parseTcp(text: string): ReadyCheck {
  const { rest, socket } = takeSettings(text, ["socket"]);
  if (rest !== "tcp") throw malformed(text, "expected tcp, or tcp,socket=NAME");
  return { what: rest, ...(socket === undefined ? {} : { socket }) };
}

type Setting = "socket" | "host";

/** Takes `,socket=NAME` and `,host=HOST` off the end; a path may contain other commas. */
function takeSettings(
  text: string,
  known: readonly Setting[],
): { rest: string } & Partial<Record<Setting, string>> {
  const found: Partial<Record<Setting, string>> = {};
  let rest = text;
  for (;;) {
    const [, key, value] = /,(socket|host)=([^,]*)$/.exec(rest) ?? [];
    const setting = known.find((one) => one === key);
    if (setting === undefined || value === undefined) return { rest, ...found };
    if (value === "") throw malformed(text, `expected something behind ${setting}=`);
    found[setting] = value;
    rest = rest.slice(0, rest.lastIndexOf(","));
  }
}

function malformed(check: string, problem: string): RouseError {
  return new RouseError("READY_CHECK_MALFORMED", { check, problem });
}
