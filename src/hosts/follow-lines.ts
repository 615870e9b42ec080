import type { Readable } from "node:stream";

/**
 * Calls `onLine` with each complete line. Unlike in node:readline, lines end at \n alone, as in JSON; the lines of ssh
 * itself end with \r\n.
 */
export function followLines(stream: Readable, onLine: (line: string) => void): void {
  let open = "";
  const take = (line: string) => onLine(line.replace(/\r$/, ""));
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (open + text).split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
  stream.on("end", () => {
    if (open !== "") take(open);
  });
}
