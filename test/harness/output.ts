import type { Readable } from "node:stream";
import { patienceMs, until } from "./until.js";

export interface Line {
  from: "stdout" | "stderr";
  text: string;
}

export interface LineQuery {
  from?: Line["from"];
  /** The second match, the third and so on: lines that came before count. */
  nth?: number;
  deadlineMs?: number;
}

/** What a process printed, in the order it came. */
export class Output {
  readonly lines: Line[] = [];
  readonly #open = { stdout: "", stderr: "" };

  follow(from: Line["from"], stream: Readable): void {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => this.#add(from, text));
  }

  #add(from: Line["from"], text: string): void {
    const parts = (this.#open[from] + text).split("\n");
    this.#open[from] = parts.pop() ?? "";
    for (const part of parts) this.lines.push({ from, text: part });
  }

  text(from: Line["from"]): string {
    const complete = this.lines
      .filter((line) => line.from === from)
      .map((line) => `${line.text}\n`);
    return complete.join("") + this.#open[from];
  }

  all(): string {
    return this.lines.map((line) => `  ${line.from}: ${line.text}`).join("\n") || "  (nothing)";
  }

  matches(pattern: RegExp, from?: Line["from"]): RegExpMatchArray[] {
    const lines = this.lines.filter((line) => from === undefined || line.from === from);
    return lines.map((line) => line.text.match(pattern)).filter((match) => match !== null);
  }

  async line(pattern: RegExp, ended: () => boolean, query: LineQuery): Promise<RegExpMatchArray> {
    const { from, nth = 1, deadlineMs = patienceMs } = query;
    const find = () => this.matches(pattern, from)[nth - 1];
    try {
      await until(() => find() ?? ended(), { deadlineMs, everyMs: 2, what: `a line ${pattern}` });
    } catch (error) {
      throw new Error(`no line ${pattern} in ${deadlineMs} ms; it printed:\n${this.all()}`, {
        cause: error,
      });
    }
    const match = find();
    if (match === undefined) throw new Error(`it ended without a line ${pattern}:\n${this.all()}`);
    return match;
  }
}
