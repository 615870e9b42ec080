import type { Readable } from "node:stream";

/** Gives on each line as it is complete; unlike node:readline it ends lines at \n alone, as JSON does. */
export function followLines(stream: Readable, take: (line: string) => void): void {
  let open = "";
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
