/** Errors about the command `rouse` itself. */
export const commandLineErrors = {
  USAGE: ({ problem, help }: { problem: string; help: string }) => `${problem}; see \`${help}\``,
  DOCTOR_FOUND: ({ checks }: { checks: string[] }) =>
    `something does not work here: ${checks.join(", ")}; the lines above say what to do`,
};
