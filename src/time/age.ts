/** Returns milliseconds as a clock shows them, with hours where there are any: `0:47`, `12:05`, `3:00:00`. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const ending = String(rest).padStart(2, "0");
  return hours === 0
    ? `${minutes}:${ending}`
    : `${hours}:${String(minutes).padStart(2, "0")}:${ending}`;
}

/** Returns a duration in a word or two: `2:13`, `3 h`, `4 days`. */
export function formatAge(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 1) return formatClock(ms);
  return hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} days`;
}
