import fc from "fast-check";
import type { Address } from "../../src/address/address.js";

const port = fc.integer({ min: 1, max: 65535 });
const ipv6 = fc.ipV6().map((text) => new URL(`http://[${text}]`).hostname.slice(1, -1));
// The kernel writes IPv4 addresses inside IPv6 with dots, URL writes them with hex digits.
const plainIpv6 = ipv6.filter((text) => !text.startsWith("::"));
const scoped = plainIpv6.map((text) => `${text}%eth0`);
const host = fc.oneof(fc.ipV4(), plainIpv6, fc.constantFrom("::", "::1"), scoped);

const inet = fc.record({ type: fc.constantFrom("tcp", "udp"), host, port });

const unixType = fc.constantFrom("unix", "unix-dgram", "unix-seqpacket");
const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const unixName = word.filter((text) => !/[,\0]/.test(text) && Buffer.byteLength(text) <= 106);
const path = unixName.map((text) => `/${text}`).filter((text) => !text.endsWith("/"));

const socketName = fc.stringMatching(/^[!-+\--9;-~]{1,20}$/);
const name = fc.option(fc.record({ name: socketName }), { nil: {} });
const anyMode = fc.integer({ min: 0, max: 0o777 });
const anyGroup = fc.constantFrom("0", "100", "65534");
const mode = fc.oneof(
  fc.constant({}),
  fc.record({ mode: anyMode }),
  fc.record({ mode: anyMode, group: anyGroup }),
);

/** Every address that parseAddress can give. */
export const arbitraryAddress: fc.Arbitrary<Address> = fc.oneof(
  fc.tuple(inet, name).map(([address, named]) => ({ ...address, ...named })),
  fc
    .tuple(fc.record({ type: unixType, path }), name, mode)
    .map(([address, named, moded]) => ({ ...address, ...named, ...moded })),
  fc
    .tuple(fc.record({ type: unixType, abstract: unixName }), name)
    .map(([address, named]) => ({ ...address, ...named })),
);

const fragments = [
  ..."/@[]%:,.=*0186",
  "127.0.0.1",
  "::1",
  "fe80::1",
  "tcp:",
  "udp:",
  "unix:",
  "unix-dgram:",
  ",name=",
  ",mode=",
  "65536",
  "é",
  "\n",
];

/** Text that looks as if it might be an address, or that does not. */
export const almostAddress = fc.oneof(
  fc.array(fc.constantFrom(...fragments), { maxLength: 9 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary" }),
);
