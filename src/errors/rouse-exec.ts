import { quote } from "./quote.js";

/** Errors about the program rouse-exec, and its reports. */
export const rouseExecErrors = {
  ROUSE_EXEC_NOT_FOUND: ({ looked, next }: { looked: string[]; next: string }) =>
    `cannot find rouse-exec, the program that holds the sockets: looked at ${looked.join(", ")}; ` +
    `${next}, or give its path in ROUSE_EXEC_PATH`,
  ROUSE_EXEC_UNUSABLE: ({ path }: { path: string }) =>
    `cannot use the rouse-exec that ROUSE_EXEC_PATH names: ${quote(path)} is not an executable ` +
    "file; correct the variable or unset it",
  ROUSE_EXEC_DAMAGED: ({ path, problem, next }: { path: string; problem: string; next: string }) =>
    `cannot use ${quote(path)} as rouse-exec: ${problem}; ${next}`,
  ROUSE_EXEC_NOT_INSTALLED: ({ path, problem }: { path: string; problem: string }) =>
    `cannot install rouse-exec, which the units are to run, as ${quote(path)}: ${problem}; mend that, or set ` +
    "ROUSE_EXEC_PATH to a copy that stays where it is",
  REPORT_FOLDER_UNSAFE: ({
    folder,
    problem,
    next = "remove it",
  }: {
    folder: string;
    problem: string;
    next?: string;
  }) =>
    `cannot keep a report in ${quote(folder)}: ${problem}; ${next}, or set XDG_RUNTIME_DIR to a ` +
    "folder that only you can write to",
  /** `writer` is who wrote it, where that is of a later version. */
  REPORT_MALFORMED: ({
    file,
    problem,
    writer,
  }: {
    file: string;
    problem: string;
    writer?: string | undefined;
  }) =>
    `cannot read the report ${quote(file)} as this version of rouse-exec writes it: ${problem}; ` +
    (writer === undefined
      ? "remove the file: the next start of its service writes a new one"
      : `${writer} wrote it, and is of a later version than this Rouse: upgrade Rouse`),
  REPORT_NAME_TAKEN: ({ name, pid }: { name: string; pid: number }) =>
    `cannot name a service ${quote(name)}: rouse-exec keeps the report of another one under that name (process ${pid}); ` +
    `choose another --name, or end that one: kill ${pid}`,
  REPORT_NAME_OF_UNIT: ({ name, unit }: { name: string; unit: string }) =>
    `cannot name a service ${quote(name)}: ${unit} keeps its report under that name; choose another --name`,
  REPORT_NAME_RESERVED: ({ name }: { name: string }) =>
    `cannot name a service ${quote(name)}: the daemon of Rouse uses such names for its files; choose another`,
};
