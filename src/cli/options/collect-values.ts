/** Collects the values of an option that may be repeated, in their order. */
export function collect(value: string, values: string[] = []): string[] {
  return [...values, value];
}
