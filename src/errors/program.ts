import { quote } from "./quote.js";

/** Errors about the program of a service: its command, environment, folder and user. */
export const programErrors = {
  GROUP_UNKNOWN: ({ group }: { group: string }) =>
    `cannot give a socket to the group ${quote(group)}: there is no such group; \`getent group\` lists all`,
  PROGRAM_MISSING: ({
    example = "rouse listen 8080 -- python3 -m http.server 8080",
  }: {
    example?: string;
  }) => `no program to run: put -- and the command at the end, as in \`${example}\``,
  PROGRAM_NOT_FOUND: ({ program }: { program: string }) =>
    `cannot find the program ${quote(program)}: it is in no folder of PATH; ` +
    (/\s/.test(program)
      ? "if this is a whole command, give its words without quotes around all of them"
      : "give its path, or install it first"),
  PROGRAM_UNUSABLE: ({ path, problem }: { path: string; problem: string }) =>
    `cannot run the program ${quote(path)}: ${problem}`,
  VARIABLE_MALFORMED: ({ text }: { text: string }) =>
    `cannot read the variable ${quote(text)}: expected NAME=VALUE, where NAME has letters, digits and _ and does not ` +
    "begin with a digit",
  ARGUMENT_NOT_UTF8: ({ argument }: { argument: string }) =>
    `cannot pass on the argument ${quote(argument)}: Node reads arguments as UTF-8, and this one is ` +
    "not; call rouse-exec itself, which takes any bytes",
  FOLDER_UNUSABLE: ({ folder, problem }: { folder: string; problem: string }) =>
    `cannot run a program in the folder ${quote(folder)}: ${problem}; choose another with --cwd`,
  PATH_UNREACHABLE: ({ path, user, closed }: { path: string; user: string; closed: string }) =>
    `cannot run a service with ${quote(path)}: ${user} may not enter ${quote(closed)}; move what the service needs, ` +
    "choose another --cwd or --run-as, or open the folder with `chmod o+x`",
  USER_UNKNOWN: ({ user }: { user: string }) =>
    `cannot run a service as the user ${quote(user)}: there is no such user; create it first with \`useradd\``,
  EXEC_FAILED: ({ path, reason, next }: { path: string; reason: string; next: string }) =>
    `cannot execute ${quote(path)}: execve(2) failed with ${reason}` +
    `${reason === "ENOEXEC" ? ", as for a file of another processor" : ""}; ${next}`,
};
