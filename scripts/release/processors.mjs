/** The processors that Rouse is built for, by the name of each that the kernel, Node and Debian give them. */
export const processors = [
  { machine: "x86_64", node: "x64", debian: "amd64" },
  { machine: "aarch64", node: "arm64", debian: "arm64" },
];
