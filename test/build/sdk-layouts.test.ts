import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { knownLayouts } from "../../src/sys/libc/known-layouts.js";
import { families, options, types } from "../../src/sys/libc/socket-numbers.js";
import { root } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";

/** The C struct of each layout, and its members by our names. */
const structs: Record<keyof typeof knownLayouts, [name: string, members: Record<string, string>]> =
  {
    part: ["iovec", { length: "iov_len" }],
    message: [
      "msghdr",
      {
        parts: "msg_iov",
        control: "msg_control",
        controlLength: "msg_controllen",
        flags: "msg_flags",
      },
    ],
    control: ["cmsghdr", { level: "cmsg_level", type: "cmsg_type" }],
    credentials: ["ucred", { uid: "uid", gid: "gid" }],
    poll: ["pollfd", { happened: "revents" }],
    limits: ["rlimit", { hard: "rlim_max" }],
    inet: ["sockaddr_in", { port: "sin_port", host: "sin_addr" }],
    inet6: [
      "sockaddr_in6",
      { port: "sin6_port", flow: "sin6_flowinfo", host: "sin6_addr", scope: "sin6_scope_id" },
    ],
    unix: ["sockaddr_un", { path: "sun_path" }],
    vsock: ["sockaddr_vm", { port: "svm_port", cid: "svm_cid" }],
  };

const headers = [
  "sys/file.h",
  ...["fcntl.h", "netinet/in.h", "poll.h", "stddef.h", "sys/mman.h", "sys/resource.h"],
  ...["sys/socket.h", "sys/syscall.h", "sys/uio.h", "sys/un.h", "linux/magic.h"],
  "linux/vm_sockets.h",
];

function layoutLines(): string[] {
  return Object.entries(knownLayouts).flatMap(([key, { size, ...members }]) => {
    const [name, names] = structs[key as keyof typeof structs];
    const offsets = Object.entries(members).map(([member, at]) => {
      return `SAME(offsetof(struct ${name}, ${names[member]}), ${at});`;
    });
    return [`SAME(sizeof(struct ${name}), ${size});`, ...offsets];
  });
}

/** What src/sys/ calls as C calls it is the same number there. */
function numberLines(): string[] {
  const folder = join(root, "src/sys");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const text = files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
  const found = text
    .join("\n")
    .matchAll(/^(?:export )?const ([A-Z][A-Z\d]*_\w+|POLLHUP) = (\w+);$/gm);
  const own = [...found].map(([, name = "", value = ""]) => same(name, value.replace(/^0o/, "0")));
  const named = [
    ...Object.entries(families).map(([name, value]) => same(`AF_${name.toUpperCase()}`, value)),
    ...Object.entries(types).map(([name, value]) => same(`SOCK_${name.toUpperCase()}`, value)),
    ...Object.entries(options).map(([name, value]) => same(optionNames[name] ?? name, value)),
  ];
  return [...own, ...named];
}

const optionNames: Record<string, string> = {
  type: "SO_TYPE",
  acceptsConnections: "SO_ACCEPTCONN",
  protocol: "SO_PROTOCOL",
  domain: "SO_DOMAIN",
};

/** Of the kernel itself, or younger than the headers of Debian 12. */
const withoutHeader = ["MQUEUE_MAGIC", "PID_FS_MAGIC", "SO_ACCEPTCON"];

function same(name: string, value: string | number): string {
  const line = `SAME(${name}, ${value});`;
  return withoutHeader.includes(name) ? `#ifdef ${name}\n${line}\n#endif` : line;
}

const source = [
  ...headers.map((header) => `#include <${header}>`),
  "#define SAME(theirs, ours) _Static_assert((theirs) == (ours), #theirs)",
  ...layoutLines(),
  ...numberLines(),
].join("\n");

/** musl has no kernel headers of its own. */
const kernelHeaders = ["-idirafter", "/usr/include", "-idirafter", "/usr/include/x86_64-linux-gnu"];

for (const [compiler, options] of [
  ["cc", []],
  ["aarch64-linux-gnu-gcc", []],
  ["musl-gcc", process.arch === "x64" ? kernelHeaders : ["-idirafter", "/usr/include"]],
] as const) {
  needs(compiler).test(`${compiler}: libc is laid out and numbered as src/sys/ says`, async () => {
    const argv = ["-std=c11", "-D_GNU_SOURCE", "-fsyntax-only", "-x", "c", "-"];
    const heredoc = ["sh", "-c", 'printf "%s" "$SOURCE" | "$@"', "sh"];
    const { code, stderr } = await run([...heredoc, compiler, ...options, ...argv], {
      env: { SOURCE: `${source}\n` },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
}

test("every number of src/sys/ that has a name in C is among them", () => {
  expect(numberLines().length).toBeGreaterThan(20);
  expect(layoutLines().length).toBeGreaterThan(25);
});
