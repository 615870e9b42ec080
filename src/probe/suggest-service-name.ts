import { basename } from "node:path";

/** Programs that run another: python3 -m http.server, node server.js, java -jar app.jar. */
const interpreters =
  /^(node|nodejs|bun|deno|python|pypy|ruby|perl|php|java|lua|Rscript|sh|bash|dash|zsh)[\d.]*$/;

/** Suggests the name of the program, or of the script that an interpreter runs. */
export function suggestServiceName([program = "", ...args]: readonly string[]): string {
  const own = basename(program);
  const script = interpreters.test(own) ? findScript(args) : undefined;
  return plain(script ?? own) || "service";
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
