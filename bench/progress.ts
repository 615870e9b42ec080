const { stderr } = process;

let current = "";
let began = 0;

/** On a terminal one line that changes, elsewhere a line at its begin and at its end. */
export function begin(name: string): void {
  current = name;
  began = performance.now();
  stderr.write(`${name} …${stderr.isTTY ? "" : "\n"}`);
}

export function progress(done: number, of: number): void {
  if (stderr.isTTY) stderr.write(`\r\x1b[K${current}  ${done}/${of}`);
}

export function finish(): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  stderr.write(`${stderr.isTTY ? "\r\x1b[K" : ""}${current}: ${seconds} s\n`);
}
