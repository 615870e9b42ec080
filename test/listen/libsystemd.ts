import koffi from "koffi";

type Call = (...args: unknown[]) => number;

const SIGNATURES = [
  "int sd_is_socket(int fd, int family, int type, int listening)",
  "int sd_is_socket_inet(int fd, int family, int type, int listening, uint16_t port)",
  "int sd_is_socket_sockaddr(int fd, int type, const uint8_t *address, uint length, int listening)",
  "int sd_is_socket_unix(int fd, int type, int listening, const uint8_t *path, size_t length)",
  "int sd_is_fifo(int fd, const char *path)",
  "int sd_is_special(int fd, const char *path)",
  "int sd_is_mq(int fd, const char *name)",
  "int sd_booted()",
];

/** The functions of libsystemd by their names; undefined where it is not installed. */
export const libsystemd = load();

function load(): Record<string, Call> | undefined {
  try {
    const lib = koffi.load("libsystemd.so.0");
    return Object.fromEntries(
      SIGNATURES.map((text) => [text.match(/sd_\w+/)?.[0] ?? "", lib.func(text)]),
    );
  } catch {
    return undefined;
  }
}

/** True, false, or the name of the errno. */
export function asked(name: string, ...args: unknown[]): boolean | string | undefined {
  const result = libsystemd?.[name]?.(...args);
  if (result === undefined || result >= 0) return result === undefined ? undefined : result > 0;
  const names = Object.entries(koffi.os.errno);
  return names.find(([, value]) => value === -result)?.[0] ?? String(result);
}

/** The same of one of ours. */
export function answerOf(call: () => boolean): boolean | string {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("errno" in error && typeof error.errno === "string") return error.errno;
    if ("code" in error && typeof error.code === "string") return error.code;
    throw error;
  }
}
