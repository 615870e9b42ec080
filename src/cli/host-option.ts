import { Option } from "commander";

/** `--host USER@HOST`, repeatable. A command that has it runs there: `on-hosts.ts` sees to it. */
export function hostOption(): Option {
  return new Option(
    "--host <USER@HOST>",
    "on that machine, by ssh, which has rouse too; may be repeated",
  ).argParser<string[]>((value, hosts = []) => [...hosts, value]);
}

/** Whether a command line asks for another machine, before it is known what it asks. */
export function namesHost(args: readonly string[]): boolean {
  return args.some((arg) => arg === "--host" || arg.startsWith("--host="));
}
