import { quote } from "./quote.js";

/** Errors about the files of units: their text, and how they are written. */
export const unitFileErrors = {
  UNIT_VALUE_UNFIT: ({
    setting,
    value,
    problem,
  }: {
    /** With its `=`, as the unit has it. */
    setting: string;
    value: string;
    problem: string;
  }) =>
    `cannot write ${setting} with ${quote(value)} into a unit: ${problem}; choose another value`,
  UNIT_MALFORMED: ({ file, line, problem }: { file: string; line: number; problem: string }) =>
    `cannot read the unit ${quote(file)}, line ${line}: ${problem}; systemd refuses the whole file: correct the line`,
  UNIT_VALUE_MALFORMED: ({ value, problem }: { value: string; problem: string }) =>
    `cannot read the words of ${quote(value)} in a unit: ${problem}`,
  SANDBOX_HIDES_TMP: ({ name, path }: { name: string; path: string }) =>
    `cannot sandbox ${quote(name)}: the user that systemd makes for it has a /tmp of its own, without ${quote(path)}; ` +
    "put that elsewhere, or run the service as a user that exists",
  UNIT_FILE_FAILED: ({ verb, path, errno }: { verb: string; path: string; errno: string }) =>
    `cannot ${verb} the unit file ${quote(path)}: ${errno}; check that you may write to its folder`,
  UNIT_FOLDER_UNSAFE: ({ folder, problem }: { folder: string; problem: string }) =>
    `cannot change, as root, the units of a user in ${quote(folder)}: ${problem}; run the command as that user, ` +
    "without sudo and su",
  UNITS_BUSY: ({ scope, holder, waitedMs }: { scope: string; holder: string; waitedMs: number }) =>
    `cannot change units of the ${scope}: process ${holder} changes some, and had not finished after ` +
    `${Math.round(waitedMs / 1000)} s; check what that process is waiting for`,
  UNITS_CHANGED: ({ path }: { path: string }) =>
    `cannot write ${quote(path)}: it was changed by somebody else meanwhile; begin again`,
  UNIT_TAKEN: ({ unit, problem }: { unit: string; problem: string }) =>
    `cannot write the unit ${quote(unit)}: ${problem}; it is left as it is: choose another name`,
  UNIT_UNMARKED: ({ unit }: { unit: string }) =>
    `${quote(unit)} no longer has the section [X-Rouse], by which Rouse knows its units; put the section back`,
  EDITOR_FAILED: ({ editor, problem }: { editor: string; problem: string }) =>
    `nothing was changed: the editor ${quote(editor)} failed: ${problem}; set EDITOR to another one`,
  EDIT_REFUSED: ({ problem, folder }: { problem: string; folder: string }) =>
    `${problem}; your text is kept in ${quote(folder)}`,
  UNITS_REFUSED: ({ problem }: { problem: string }) =>
    `systemd does not accept these units, and nothing was changed: ${problem}`,
  INTERRUPTED: ({ signal }: { signal: string }) =>
    `stopped by ${signal}: everything is as it was before`,
  CHANGE_NOT_UNDONE: ({ problem, left }: { problem: string; left: string[] }) =>
    `${problem}; and this could not be put back as it was: ${left.join("; ")}`,
};
