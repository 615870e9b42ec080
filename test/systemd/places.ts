import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ask as askUdp } from "../harness/connect.js";
import { type GetOptions, get } from "../harness/http.js";
import { freePort, freePortPair } from "../harness/ports.js";
import type { UserManager } from "./manager.js";

export const kinds = ["tcp", "unix", "udp"] as const;
export type Kind = (typeof kinds)[number];

/** Where a service listens: as the tests, its program and its .socket unit write it. */
export interface Place {
  kind: Kind;
  address: string;
  listen: string;
}

/** What the fixture server.py says about itself. */
export interface Facts {
  pid: number;
  ppid: number;
  uid: number;
  peer: [string | number, number];
  /** Its network namespace. */
  network: string;
  environ: Record<string, string>;
}

export async function newPlace(kind: Kind, { folder }: UserManager): Promise<Place> {
  if (kind === "unix") {
    const address = join(folder, `${randomUUID().slice(0, 8)}.sock`);
    return { kind, address, listen: `ListenStream=${address}` };
  }
  const port = kind === "udp" ? await freePortPair() : await freePort();
  const address = `127.0.0.1:${port}`;
  return {
    kind,
    address,
    listen: `${kind === "udp" ? "ListenDatagram" : "ListenStream"}=${address}`,
  };
}

/** One request to server.py (or http.mjs), in whatever its place speaks. */
export async function ask(place: Place, options: GetOptions = {}): Promise<Facts> {
  const { path = "/", ...rest } = options;
  const body =
    place.kind === "udp" ? await askUdp(place.address, path, rest) : await page(place, options);
  return JSON.parse(body);
}

async function page({ address }: Place, options: GetOptions): Promise<string> {
  const { status, body } = await get(address, options);
  if (status !== 200) throw new Error(`expected 200 from ${address}, got ${status}: ${body}`);
  return body;
}
