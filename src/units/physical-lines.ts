/** A line of a file, without what ends it. */
interface PhysicalLine {
  text: string;
  isComment: boolean;
}

/** As read_line() of systemd: \n, \r and NUL each end a line, and different ones in a row end it together. */
const pattern = /[^\n\r\0]*(?:\n\r?\0?|\r\n?\0?|\0)|[^\n\r\0]+$/g;

export function physicalLines(text: string): PhysicalLine[] {
  return [...text.matchAll(pattern)].map(([raw]) => {
    const text = raw.replace(/[\n\r\0]+$/, "");
    return { text, isComment: /^[ \t]*[#;]/.test(text) };
  });
}

/** Tells whether the next line belongs to this one: its last backslash is not escaped by another. */
export function isContinued(line: string): boolean {
  let start = line.length;
  while (line[start - 1] === "\\") start--;
  return (line.length - start) % 2 === 1;
}
