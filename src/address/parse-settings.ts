import { RouseError } from "../errors/rouse-error.js";

export interface Settings {
  name?: string;
  mode?: number;
}

/** Splits `ADDR,name=N,mode=0600`. A path may hold a comma: only `,word=` begins a setting. */
export function parseSettings(address: string): { place: string; settings: Settings } {
  const settings: Settings = {};
  let place = address;
  for (;;) {
    const [whole, key, value = ""] = place.match(/,([a-z]+)=([^,]*)$/) ?? [];
    if (whole === undefined) return { place, settings };
    place = place.slice(0, -whole.length);
    if (key !== "name" && key !== "mode") throw malformed(address, unknown(key));
    if (settings[key] !== undefined) throw malformed(address, `${key}= is there twice`);
    if (key === "name") settings.name = parseName(value, address);
    else settings.mode = parseMode(value, address);
  }
}

/** What systemd takes for FileDescriptorName=, since names travel in LISTEN_FDNAMES, divided by `:`. */
function parseName(name: string, address: string): string {
  if (/^[\x20-\x39\x3b-\x7e]{1,255}$/.test(name)) return name;
  throw malformed(address, `expected a name of 1 to 255 printable ASCII characters without ':'`);
}

function parseMode(mode: string, address: string): number {
  if (/^0?[0-7]{3}$/.test(mode)) return Number.parseInt(mode, 8);
  throw malformed(address, `expected an octal mode like 0600 or 0666, got '${mode}'`);
}

function unknown(key: string | undefined): string {
  return `expected ,name=NAME or ,mode=0600, got ,${key}=`;
}

function malformed(address: string, problem: string): RouseError {
  return new RouseError("SETTING_MALFORMED", { address, problem });
}
