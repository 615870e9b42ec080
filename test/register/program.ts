import { join } from "node:path";
import { root } from "../harness/paths.js";

/** What `--import rouse/register` means, for programs outside the checkout. */
export const register = join(root, "dist/register.js");

/** A program of test/register/programs. */
export function fixture(name: string): string {
  return join(root, "test/register/programs", name);
}
