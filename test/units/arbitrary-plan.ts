import fc from "fast-check";
import type { Address } from "../../src/address/address.js";
import type { Scope, ServicePlan } from "../../src/units/plan-types.js";
import { arbitraryAddress } from "../address/arbitrary-address.js";

/** What people hardly type, and what systemd gives a meaning. */
const odd = [
  ...[
    "%",
    "%%",
    "%n",
    "%h/x",
    "$",
    "$$",
    "$HOME",
    "$" + "{HOME}",
    "a$HOME",
    '"',
    "'",
    "\\",
    "\\\\",
  ],
  ...["\n", "\t", "\r", " ", "  ", "", ";", "\\;", ";;", "*", "?", "[a]", "~", "#", "&&", "|"],
  ...["-", "--", "@x", "+x", "!x", ":x", "=", "a=b", "é", "日本", "\u{1f600}", "\ufffd", "\u0085"],
  ...["\u200b", "\u2028", "\u00a0", "\x01", "\x7f", "\x1b[31m", "\ufeff", "\\x41", "\\n", "\\s"],
  ...["$(id)", "`id`", "{a,b}", "\v", "\f", "a\\", "\\ ", " a", "a ", "'a'", '"a b"', "\u{10fffd}"],
];

const isFit = (text: string) => !/\0|\p{Noncharacter_Code_Point}|\p{Surrogate}/u.test(text);

/** Of any code points, lone surrogates among them; fast-check takes seconds to prepare its own. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const codes = fc.array(fc.integer({ min: 0, max: 0x10_ffff }), { maxLength });
  return codes.map((all) => String.fromCodePoint(...all));
}

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...odd) },
  { weight: 1, arbitrary: anyText(3).filter(isFit) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);

/** An argument, or the value of a variable: any text but NUL. */
export const oddText = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));

/** A part of a path, or a name: one line. */
export const oddName = oddText
  .map((text) => text.replace(/[\n\r/]/g, "").slice(0, 24))
  .filter((text) => isFit(text) && text !== "" && !/^\.{1,2}$/.test(text));

export const variable = fc.tuple(fc.stringMatching(/^X_[A-Za-z0-9_]{1,12}$/), oddText);

/** Every text that is special, to be sure that each is tried. */
export const oddTexts: readonly string[] = odd;

/** An address that a unit can name, with an interface that every machine has. */
const address = arbitraryAddress.map(onLoopback).filter((one) => {
  const text = "path" in one ? one.path : "abstract" in one ? one.abstract : "";
  return isFit(text) && !/[\n\r]/.test(text);
});

function onLoopback(one: Address): Address {
  return "host" in one ? { ...one, host: one.host.replace("%eth0", "%lo") } : one;
}

/** A plan of anything; `program` is its rouse-exec and its command, for systemd looks whether they are there. */
export function arbitraryPlan(scope: Scope, program: string): fc.Arbitrary<ServicePlan> {
  return fc.record(
    {
      name: oddName.filter((text) => text === text.trim()),
      scope: fc.constant(scope),
      systemdVersion: fc.constant(252),
      addresses: fc.array(address, { minLength: 1, maxLength: 4 }),
      maps: fc.constant([]),
      idle: fc.constantFrom(0, 1_500_000, 5_400_000_000, Number.POSITIVE_INFINITY),
      rouseExec: fc.constant(program),
      command: fc.array(oddText, { maxLength: 5 }).map((words) => [program, ...words]),
      workingDirectory: oddName.map((name) => `/${name}`),
      environment: fc.array(variable, { maxLength: 3 }),
      origin: oddText,
      stop: fc.record(
        { timeout: fc.constantFrom(0, 1_500_000, Number.POSITIVE_INFINITY), toAll: fc.boolean() },
        { requiredKeys: ["toAll"] },
      ),
      ready: fc.record({
        checks: fc.array(fc.record({ what: oddText.map((text) => `exec:${text}`) }), {
          minLength: 1,
          maxLength: 2,
        }),
        opensLate: fc.boolean(),
      }),
      sandbox: fc.record({ network: fc.boolean() }),
      runAs: fc.constantFrom("root", "daemon"),
    },
    { noNullPrototype: true, requiredKeys: [...required] },
  );
}

const required = [
  ...(["name", "scope", "systemdVersion", "addresses", "maps", "idle"] as const),
  ...(["rouseExec", "command", "workingDirectory", "environment", "origin"] as const),
];
