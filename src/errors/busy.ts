import { quote } from "./quote.js";

/** Errors about what keeps a program awake although nobody is connected. */
export const busyErrors = {
  BUSY_CPU_MALFORMED: ({ percent }: { percent: string }) =>
    `cannot read the --busy-cpu ${quote(percent)}: expected a whole number from 1 to 100000, of which 100 are one ` +
    "processor, as 20",
  BUSY_CHECK_MISSING: ({ check }: { check: string }) =>
    `cannot ask the --busy-check ${quote(check)}: expected a command of /bin/sh, as 'pgrep -x ffmpeg'`,
  BUSY_FILE_UNFIT: ({ file }: { file: string }) =>
    `cannot use the --busy-file ${quote(file)}: expected an absolute path, as /run/backup.lock`,
  MIN_AWAKE_UNFIT: ({ span }: { span: string }) =>
    `cannot use the --min-awake ${quote(span)}: expected a time for which the program stays awake, as 10min; one that ` +
    "never sleeps has --idle 0",
  BUSY_WITHOUT_SLEEP: ({ option }: { option: string }) =>
    `cannot use ${option} for a program that never sleeps: expected an --idle time as well, or leave ${option} out`,
};
