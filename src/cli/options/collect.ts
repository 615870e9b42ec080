/** For an option that may be given several times: its values in their order. */
export function append(value: string, values: string[] = []): string[] {
  return [...values, value];
}
