import type { Command } from "commander";
import type { DoctorOptions } from "./doctor-options.js";

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("show what works here, what does not, and what to do about it")
    .usage("[OPTION]...")
    .description(
      "Checks everything that Rouse needs on this machine, and the services that it wrote. Changes nothing\n" +
        "without --fix.",
    )
    .option(
      "--fix",
      "have units name a rouse-exec that stays; shows the difference, and asks first",
    )
    .option("--yes", "with --fix: do not ask")
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

--fix also removes the copies of rouse-exec that no unit names. It stops no service: what is awake
goes on, and its next start is as its units then say. Lines that were edited stay.

Exit status: 0, or 1 when something is missing or unknown.`;
