import * as z from "zod/mini";
import type { Fresh } from "../../doctor/mending.js";
import type { Service } from "../../engines/systemd/inventory/find-services.js";
import { parseCommand } from "../../sys/programs/parse-command.js";
import { parseJson } from "../../sys/programs/parse-json.js";
import { lastLine, runProgram } from "../../sys/programs/run-program.js";

const document = z.object({
  units: z.array(z.object({ path: z.string(), text: z.nullable(z.string()) })),
});

/** What the command of a service makes now, or why it makes nothing. */
type FreshUnits = { fresh: Fresh } | { problem: string };

/** Asks this very command what units the command of a service would make now, by a dry run of it. */
export async function askFreshUnits(service: Service): Promise<FreshUnits> {
  const [rouse, verb = "", ...words] = parseCommand(service.command);
  if (rouse !== "rouse" || !["add", "convert", "podman"].includes(verb)) {
    return { problem: "it is no command of Rouse" };
  }
  const own = [process.execPath, process.argv[1] ?? ""];
  const { code, stdout, stderr } = await runProgram([
    ...own,
    verb,
    "--dry-run",
    "--json",
    ...words,
  ]);
  const { data } = document.safeParse(parseJson(stdout));
  if (code !== 0 || data === undefined) return { problem: lastLine(stderr) };
  const units = data.units.flatMap(({ path, text }) =>
    text === null ? [] : [[path, text] as const],
  );
  return { fresh: new Map(units) };
}
