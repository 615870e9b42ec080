/** Errors about the programs of systemd, and the service manager behind them. */
export const systemdErrors = {
  SYSTEMCTL_MISSING: (_: object) =>
    "cannot run systemctl: it is not on PATH; this command needs systemd: without it, `rouse listen` does the same " +
    "in the foreground",
  SYSTEMCTL_FAILED: ({ command, problem }: { command: string; problem: string }) =>
    `\`${command}\` failed: ${problem}`,
  MANAGER_UNREACHABLE: ({
    scope,
    problem,
    next,
  }: {
    scope: string;
    problem: string;
    next: string;
  }) => `cannot reach the ${scope} service manager: ${problem}; ${next}`,
  JOURNAL_UNREADABLE: ({ problem }: { problem: string }) => `cannot read the journal: ${problem}`,
  ANALYZE_MISSING: (_: object) =>
    "cannot run systemd-analyze, which checks units before they are written: it is not on PATH; install the " +
    "package that contains it, usually systemd itself",
};
