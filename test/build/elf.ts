import { run } from "../harness/start.js";

export interface Elf {
  /** EXEC stands at a fixed address, DYN can be anywhere. */
  type: string;
  machine: string;
  segments: { type: string; flags: string }[];
  /** Sizes in bytes. */
  sections: Map<string, number>;
  symbols: Set<string>;
  /** DT_NEEDED, DT_RUNPATH, DT_FLAGS_1 … with what stands behind them. */
  dynamic: { tag: string; value: string }[];
}

export async function readElf(path: string): Promise<Elf> {
  const { code, stdout, stderr } = await run(["readelf", "-hlSdsW", path]);
  if (code !== 0) throw new Error(`readelf cannot read ${path}: ${stderr}`);
  const all = (pattern: RegExp) =>
    [...stdout.matchAll(pattern)].map(([, a = "", b = ""]) => [a, b]);
  const one = (pattern: RegExp) => stdout.match(pattern)?.[1] ?? "";
  return {
    type: one(/^ +Type: +(\w+)/m),
    machine: one(/^ +Machine: +(.+)$/m),
    segments: all(/^ +([A-Z_]+) +(?:0x[0-9a-f]+ ){5}([RWE ]{3}) /gm).map(asSegment),
    sections: new Map(all(sectionLine).map(([name = "", size]) => [name, Number(`0x${size}`)])),
    symbols: new Set(all(/^ +\d+: [0-9a-f]+ .* (\S+)$/gm).map(([name = ""]) => name)),
    dynamic: all(/^ 0x[0-9a-f]+ \((\w+)\) +(.+)$/gm).map(([tag = "", value = ""]) => ({
      tag,
      value,
    })),
  };
}

const sectionLine = /^ +\[ *\d+\] (\S+) +[A-Z_]+ +[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) /gm;

function asSegment([type = "", flags = ""]: string[]) {
  return { type, flags: flags.replaceAll(" ", "") };
}

/** The functions that a function of the file calls by name. */
export async function callsOf(objdump: string, path: string, name: string): Promise<string[]> {
  const { stdout } = await run([objdump, `--disassemble=${name}`, "--no-show-raw-insn", path]);
  return [...stdout.matchAll(/\s(?:call|bl)\s.*<(\w+)>/g)].map(([, callee = ""]) => callee);
}
