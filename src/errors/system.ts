import { quote } from "./quote.js";

/** Errors about the platform, libc, and descriptors. */
export const systemErrors = {
  PLATFORM_UNSUPPORTED: ({ platform }: { platform: string }) =>
    `Rouse needs Linux (seccomp and /proc), and this is ${platform}: run it on a Linux machine, or in a ` +
    "virtual machine or container",
  NATIVE_MISSING: ({ reason, next }: { reason: string; next: string }) =>
    `cannot call libc: ${reason}; ${next}`,
  DESCRIPTOR_NOT_OPEN: ({ fd }: { fd: number; errno: string }) =>
    `cannot look at the descriptor ${fd}: expected the number of an open one`,
  SOCKET_QUESTION_MALFORMED: ({
    call,
    problem,
  }: {
    call: string;
    problem: string;
    errno: string;
  }) => `cannot answer ${call}: ${problem}`,
  SYSTEM_CALL_FAILED: ({ call, fd, errno }: { call: string; fd: number; errno: string }) =>
    `${call} failed for the descriptor ${fd} with ${errno}`,
  MEMORY_FILE_FAILED: ({ name, call, errno }: { name: string; call: string; errno: string }) =>
    `cannot make the memory file ${quote(name)}: ${call} failed with ${errno}`,
  HOME_NOT_ABSOLUTE: ({ folder }: { folder: string }) =>
    `cannot tell where the files of this user are: HOME is not an absolute path, but ${quote(folder)}; set it to your ` +
    "home folder, or unset it",
  TEMPORARY_FOLDER_UNSAFE: ({ problem }: { problem: string }) =>
    `cannot make a folder for temporary files: ${problem}; set TMPDIR to a folder that only you and root can write to`,
  PROC_UNREADABLE: (_: object) =>
    "cannot tell which process this is: /proc is missing, or belongs to another pid namespace; mount " +
    "it (as `unshare --mount-proc` and `docker run` do)",
};
