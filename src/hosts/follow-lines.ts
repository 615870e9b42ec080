import type { Readable } from "node:stream";

/**
 * Gives on each line as it is complete. Unlike those of node:readline, lines end at \n alone, as in JSON; ssh ends its
 * own with \r\n.
 */
export function followLines(stream: Readable, give: (line: string) => void): void {
  let open = "";
  const take = (line: string) => give(line.replace(/\r$/, ""));
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
