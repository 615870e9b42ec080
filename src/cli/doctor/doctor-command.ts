import type { Command } from "commander";

/** The options of `rouse doctor`, as typed. */
export interface DoctorOptions {
  json?: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("what works here, what does not, and what to do about it")
    .usage("[OPTION]...")
    .description(
      "Looks at all that Rouse needs on this machine, and at the services that it wrote. Changes nothing.",
    )
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", doctorHelp)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import("./doctor.js");
      await doctor(options);
    });
}

const doctorHelp = `
A line is WHAT VERDICT FOUND, and below it what to do. VERDICT is one of
  ok         it works
  limited    it works, but for what is said
  missing    it does not work
  unknown    it could not be told

Exit status: 0, or 1 when something is missing or unknown.`;
