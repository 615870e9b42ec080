/**
 * How numbers in the environment are read. `strict` accepts decimal digits; `libsystemd` also a `+`, leading white
 * space and the prefixes 0x, 0b, 0o and 0, like safe_atou() of systemd with base 0.
 */
export type Grammar = "strict" | "libsystemd";

export type NumberErrno = "EINVAL" | "ERANGE";

const unsigned64 = 2n ** 64n - 1n;
const int = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const long = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** Reads an unsigned number of 64 bits. */
export function parseUnsigned(text: string, grammar: Grammar): bigint | NumberErrno {
  const scanned = scan(text, grammar);
  if (scanned === "EINVAL") return scanned;
  const { magnitude, sign, isSignFirst, isWhole } = scanned;
  if (magnitude > unsigned64) return "ERANGE";
  if (!isWhole) return "EINVAL";
  if (sign !== "-" || magnitude === 0n) return magnitude;
  // strtoul(3) wraps; systemd looks for the sign at the first character only, and `\v-1` hides it.
  return isSignFirst ? "ERANGE" : BigInt.asUintN(64, -magnitude);
}

/** Reads a signed number of 32 bits. */
export function parseInt32(text: string, grammar: Grammar): number | NumberErrno {
  const scanned = scan(text, grammar);
  if (scanned === "EINVAL") return scanned;
  const value = scanned.sign === "-" ? -scanned.magnitude : scanned.magnitude;
  if (value < long.min || value > long.max) return "ERANGE";
  if (!scanned.isWhole) return "EINVAL";
  return value < int.min || value > int.max ? "ERANGE" : Number(value);
}

/** Reads a process id: from 1 to 2^31 - 1. */
export function parsePid(text: string, grammar: Grammar): number | NumberErrno {
  const value = parseUnsigned(text, grammar);
  if (typeof value === "string") return value;
  return value < 1n || value > int.max ? "ERANGE" : Number(value);
}

interface Scanned {
  magnitude: bigint;
  sign: string;
  /** Nothing stands before the sign except what systemd itself skips. */
  isSignFirst: boolean;
  /** Nothing follows the digits. */
  isWhole: boolean;
}

function scan(text: string, grammar: Grammar): Scanned | "EINVAL" {
  if (grammar === "libsystemd") return scanAsC(text);
  const [, sign = "", digits] = text.match(/^(-?)(0|[1-9]\d*)$/) ?? [];
  if (digits === undefined) return "EINVAL";
  return { magnitude: BigInt(digits), sign, isSignFirst: true, isWhole: true };
}

function scanAsC(text: string): Scanned | "EINVAL" {
  const shown = text.replace(/^[ \t\n\r]+/, "");
  const prefix = shown.match(/^0[bo]/i)?.[0].toLowerCase();
  const rest = prefix === undefined ? shown : shown.slice(2);
  const [, space = "", sign = "", body = ""] = rest.match(/^([ \t\n\v\f\r]*)([+-]?)(.*)$/s) ?? [];
  const digits = body.match(digitsOf(prefix))?.[0];
  if (digits === undefined) return "EINVAL";
  return {
    magnitude: BigInt(asBigInt(digits, prefix)),
    sign,
    isSignFirst: space === "",
    isWhole: digits.length === body.length,
  };
}

function digitsOf(prefix: string | undefined): RegExp {
  if (prefix === "0b") return /^[01]+/;
  if (prefix === "0o") return /^[0-7]+/;
  return /^(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)/i;
}

function asBigInt(digits: string, prefix: string | undefined): string {
  if (prefix !== undefined) return prefix + digits;
  return /^0[0-7]/.test(digits) ? `0o${digits}` : digits;
}
