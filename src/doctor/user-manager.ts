import { existsSync, statSync } from "node:fs";
import type { CheckResult } from "./check-result.js";
import type { Machine } from "./machine.js";

const check = "user manager";

/** Tells whether the manager of this user answers; root seldom has one. */
export function judgeUserManager(machine: Machine): CheckResult {
  const { uid, managers } = machine;
  const session = readSession(machine);
  if (managers.user.outcome === "reached") return judgeVariable(session);
  if (uid === 0)
    return { check, verdict: "ok", found: "root has none: its services are the system's" };
  const problem = managers.user.outcome === "refused" ? managers.user.problem : "";
  const { found, next } = obstacles.find(({ isThere }) => isThere(session, problem)) ?? unexplained;
  return { check, verdict: "missing", found: found(session, problem), next: next(session) };
}

/** What `systemctl --user` looks for. */
interface Session extends Pick<Machine, "uid" | "user"> {
  /** XDG_RUNTIME_DIR */
  variable: string | undefined;
  /** Where logind makes it: pam_systemd(8). */
  folder: string;
}

function readSession({ uid, user }: Machine): Session {
  const variable = process.env.XDG_RUNTIME_DIR || undefined;
  return { uid, user, variable, folder: `/run/user/${uid}` };
}

function judgeVariable({ variable, folder }: Session): CheckResult {
  if (variable !== undefined) return { check, verdict: "ok", found: "it answers" };
  return {
    check,
    verdict: "limited",
    found:
      "it answers Rouse, but `systemctl --user` does not find it, since XDG_RUNTIME_DIR is not set",
    next: `export XDG_RUNTIME_DIR=${folder}`,
  };
}

interface Obstacle {
  isThere(session: Session, problem: string): boolean;
  found(session: Session, problem: string): string;
  next(session: Session): string;
}

/** What keeps `systemctl --user` from its manager. The first that is there wins. */
const obstacles: Obstacle[] = [
  {
    isThere: ({ variable, uid }) => variable !== undefined && !isOwn(variable, uid),
    found: ({ variable }) =>
      `XDG_RUNTIME_DIR is ${variable}, which is not a folder of this user (su and sudo keep the variable)`,
    next: ({ folder, user }) =>
      existsSync(folder)
        ? `export XDG_RUNTIME_DIR=${folder}`
        : `unset XDG_RUNTIME_DIR, and ${logIn(user)}`,
  },
  {
    isThere: ({ variable, folder }) => variable === undefined && !existsSync(folder),
    found: ({ folder }) =>
      `${folder} is not there: this user has no session (as under su, sudo, cron)`,
    next: ({ user }) => logIn(user),
  },
  {
    isThere: ({ variable, folder }, problem) =>
      /Connection refused/.test(problem) || !existsSync(`${variable ?? folder}/systemd/private`),
    found: ({ variable, folder }) =>
      `it does not run: nothing answers at ${variable ?? folder}/systemd/private`,
    next: ({ uid }) => `sudo systemctl start user@${uid}.service`,
  },
];

const unexplained: Pick<Obstacle, "found" | "next"> = {
  found: (_, problem) => `it does not answer: ${problem}`,
  next: ({ uid }) =>
    `sudo systemctl restart user@${uid}.service, which ends the services of this user`,
};

function logIn(user: string): string {
  return `\`sudo loginctl enable-linger ${user}\` starts it; or log in with ssh or \`machinectl shell ${user}@\``;
}

function isOwn(folder: string, uid: number): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === uid;
}
