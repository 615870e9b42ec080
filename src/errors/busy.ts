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
  AWAKE_MALFORMED: ({ hours }: { hours: string }) =>
    `cannot read the hours of --awake ${quote(hours)}: expected DAYS HH:MM-HH:MM, as 'Mon..Fri 09:00-18:00'; DAYS are Mon, ` +
    "Mon..Fri, Mon,Wed or left out, and times go from 00:00 to 24:00",
  AWAKE_ENDLESS: ({ hours }: { hours: string }) =>
    `cannot end the hours of --awake ${quote(hours)} when they begin: expected another time, or 00:00-24:00 for whole days`,
  MIN_AWAKE_UNFIT: ({ span }: { span: string }) =>
    `cannot use the --min-awake ${quote(span)}: expected a time for which the program stays awake, as 10min; one that ` +
    "never sleeps has --idle 0",
  BUSY_WITHOUT_SLEEP: ({ option }: { option: string }) =>
    `cannot use ${option} for a program that never sleeps: expected an --idle time as well, or leave ${option} out`,
};
