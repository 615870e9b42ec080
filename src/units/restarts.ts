import type { Setting } from "./format-unit.js";
import type { ServicePlan } from "./plan-types.js";

/** 125 is what rouse-exec ends with where it cannot do its part; with the others systemd could not start it: systemd.exec(5). */
const ownFailures = [125, 200, 203, 216, 217, 218, 226, 228, 233];

/**
 * Returns how a service is started anew where rouse-exec could not do its part, of which the trigger of the socket would
 * take no notice. Of a program that fails, rouse-exec itself makes the tries, until nobody waits.
 */
export function retrySettings(plan: Pick<ServicePlan, "systemdVersion">): Setting[] {
  const [, ...pace] = restartSettings(plan);
  return [restartAfterOwnFailure, ...pace];
}

export const restartAfterOwnFailure: Setting = ["RestartForceExitStatus", ownFailures.join(" ")];

/**
 * The same for a unit that does more than start rouse-exec (ExecStartPre=, EnvironmentFile=): the socket would start it
 * again and again, without a pause, after whatever else fails.
 */
export const restartAfterOtherFailures: readonly Setting[] = [
  ["Restart", "on-failure"],
  ["RestartPreventExitStatus", programFailures()],
];

/** All ends of a program that are failures to systemd, which SIGHUP, SIGINT, SIGTERM and SIGPIPE are not. */
function programFailures(): string {
  const statuses = Array.from({ length: 255 }, (_, index) => index + 1);
  const signals = "QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 ALRM XCPU XFSZ VTALRM PROF SYS";
  return [
    ...statuses.filter((status) => !ownFailures.includes(status)),
    ...signals.split(" ").map((name) => `SIG${name}`),
  ].join(" ");
}

/** Returns how a program that fails is started anew; systemd 254 makes the pause longer while it goes on failing. */
export function restartSettings({
  systemdVersion,
}: Pick<ServicePlan, "systemdVersion">): Setting[] {
  const slower: Setting[] = [
    ["RestartSteps", "5"],
    ["RestartMaxDelaySec", "1min"],
  ];
  return [
    ["Restart", "on-failure"],
    ["RestartSec", "1s"],
    ...(systemdVersion >= 254 ? slower : []),
  ];
}
