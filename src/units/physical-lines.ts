/** A line of a file with what ends it. */
export interface PhysicalLine {
  raw: string;
  text: string;
  isComment: boolean;
}

/** read_line() of systemd: each of \n, \r and NUL ends a line, and of several different ones in a row all together. */
const pattern = /[^\n\r\0]*(?:\n\r?\0?|\r\n?\0?|\0)|[^\n\r\0]+$/g;

export function physicalLines(text: string): PhysicalLine[] {
  return [...text.matchAll(pattern)].map(([raw]) => {
    const line = raw.replace(/[\n\r\0]+$/, "");
    return { raw, text: line, isComment: /^[ \t]*[#;]/.test(line) };
  });
}

/** Whether the next line belongs to this one: its last backslash is not escaped by another. */
export function isContinued(line: string): boolean {
  let start = line.length;
  while (line[start - 1] === "\\") start--;
  return (line.length - start) % 2 === 1;
}
