export interface Vector {
  number: number;
  env: Record<string, string>;
  /** The names, or the errno. */
  expected: string[] | string;
  /** Where the strict grammar differs. */
  strict?: string[] | string;
}

type Short = { pid?: string; pidfdid?: string; fds?: string; names?: string };

const variables = {
  pid: "LISTEN_PID",
  pidfdid: "LISTEN_PIDFDID",
  fds: "LISTEN_FDS",
  names: "LISTEN_FDNAMES",
} as const;

function vector(
  number: number,
  short: Short,
  expected: string[] | string,
  strict?: string[] | string,
): Vector {
  const entries = Object.entries(short).map(([key, value]) => [
    variables[key as keyof Short],
    value,
  ]);
  const env: Record<string, string> = Object.fromEntries(entries);
  return { number, env, expected, ...(strict !== undefined && { strict }) };
}

const one = ["unknown"];
const pid = (number: number, text: string, expected: string[] | string, strict = expected) =>
  vector(number, { pid: text, fds: "1" }, expected, strict);
const fds = (number: number, text: string, expected: string[] | string, strict = expected) =>
  vector(number, { pid: "{P}", fds: text }, expected, strict);
const names = (
  number: number,
  count: string,
  text: string,
  expected: string[] | string,
  strict = expected,
) => vector(number, { pid: "{P}", fds: count, names: text }, expected, strict);

/** {P} is the pid of who reads, {hex} and {oct} the same in other digits, {id} its pidfd's inode. */
export const vectors: Vector[] = [
  pid(1, "{P}", one),
  names(2, "1", "a", ["a"]),
  vector(3, { fds: "1" }, []),
  vector(4, { pid: "{P}" }, []),
  pid(5, "1", []),
  pid(6, "0", "ERANGE"),
  pid(7, "-{P}", "ERANGE"),
  pid(8, "+{P}", one, "EINVAL"),
  pid(9, " {P}", one, "EINVAL"),
  pid(10, "{P} ", "EINVAL"),
  pid(11, "{P}\n", "EINVAL"),
  pid(12, "0x{hex}", one, "EINVAL"),
  pid(13, "0{oct}", one, "EINVAL"),
  pid(14, "0o{oct}", one, "EINVAL"),
  pid(15, "", "EINVAL"),
  pid(16, "abc", "EINVAL"),
  pid(17, "4294967297", "ERANGE"),
  pid(18, "2147483648", "ERANGE"),
  pid(19, "18446744073709551616", "ERANGE"),
  fds(20, "0", "EINVAL"),
  fds(21, "-1", "EINVAL"),
  fds(22, "", "EINVAL"),
  ...["abc", "1x", "1.0", "1e0"].map((text) => fds(23, text, "EINVAL")),
  fds(24, " 1", one, "EINVAL"),
  fds(25, "1 ", "EINVAL"),
  ...["+1", "0x1", "01", "0b1"].map((text) => fds(26, text, one, "EINVAL")),
  fds(27, "2147483647", "EINVAL"),
  fds(28, "2147483645", "EINVAL"),
  fds(29, "2147483644", "EBADF"),
  fds(30, "2147483648", "ERANGE"),
  fds(31, "4", "EBADF"),
  names(32, "2", "a:b", ["a", "b"]),
  names(33, "2", "a", "EINVAL"),
  names(34, "2", "a:b:c", "EINVAL"),
  names(35, "1", "", [""]),
  names(36, "2", ":", ["", ""]),
  names(37, "3", "::", ["", "", ""]),
  names(38, "2", "a:", ["a", ""]),
  names(39, "1", "a:", "EINVAL"),
  names(40, "2", "a:a", ["a", "a"]),
  names(41, "1", "a\\b", ["ab"], ["a\\b"]),
  names(42, "1", "a\\", "EINVAL", ["a\\"]),
  names(43, "1", "a\\:b", ["a:b"], "EINVAL"),
  names(44, "1", '"a b"', ['"a b"']),
  names(45, "1", "é", ["é"]),
  vector(46, { pid: "1", fds: "1", names: "a\\" }, "EINVAL", []),
  vector(47, { pid: "{P}", names: "a" }, []),
  vector(58, { pid: "{P}", pidfdid: "{id}", fds: "1" }, one),
  vector(59, { pid: "{P}", pidfdid: "1", fds: "1" }, []),
  vector(60, { pid: "{P}", pidfdid: "abc", fds: "1" }, "EINVAL"),
];
