import type { Command } from "commander";
import type { DoctorOptions } from "./doctor-options.js";

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("show what works here, what does not, and what to do about it")
    .usage("[OPTION]...")
    .description(
      "Checks everything that Rouse needs on this machine, and the services that it wrote. Changes nothing.",
    )
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", doctorHelp)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import("./doctor.js");
      await doctor(options);
    });
}

const doctorHelp = `
Each line is WHAT VERDICT FOUND, with the next step below it. VERDICT is one of
  ok         it works
  limited    it works, except for what FOUND says
  missing    it does not work
  unknown    nothing could be found out

Exit status: 0, or 1 when something is missing or unknown.`;
