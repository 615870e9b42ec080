import { basename } from "node:path";

/** Programs that run another: python3 -m http.server, node server.js, java -jar app.jar. */
const interpreters =
  /^(node|nodejs|bun|deno|python|pypy|ruby|perl|php|java|lua|Rscript|sh|bash|dash|zsh)[\d.]*$/;

/** Suggests the name of the program, or of the script that an interpreter runs. */
export function suggestServiceName([program = "", ...args]: readonly string[]): string {
  const own = basename(program);
  const isScript = interpreters.test(own) && !args.some((arg) => isCode(own, arg));
  const script = isScript ? findScript(args) : undefined;
  return plain(script ?? own) || "service";
}

/** Tells whether the program itself stands behind this option, and no file: python3 -c, node -e, sh -ec. */
function isCode(interpreter: string, option: string): boolean {
  if (/^java/.test(interpreter)) return false;
  if (/^(python|pypy|\w*sh)/.test(interpreter)) return /^-\w*c$/.test(option);
  if (/^php/.test(interpreter)) return option === "-r";
  return /^(-\w*e|-p|--eval|--print|eval)$/.test(option);
}

function findScript(args: readonly string[]): string | undefined {
  const module = args.indexOf("-m");
  if (module !== -1 && args[module + 1] !== undefined) return args[module + 1];
  const script = args.find((arg) => /^[^-].*[./]/.test(arg) && !/:\d+$/.test(arg));
  return script === undefined ? undefined : basename(script).replace(/\.\w{1,4}$/, "");
}

function plain(text: string): string {
  return text
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 100);
}
