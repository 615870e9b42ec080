/** A note of a program file: elf(5), Notes. */
export interface Note {
  owner: string;
  type: number;
  content: Buffer;
}

/**
 * Returns the notes of a 64-bit little-endian ELF file, which x86_64 and aarch64 have, as far as they are in `head`, its
 * first bytes; none for another file.
 */
export function parseNotes(head: Buffer): Note[] {
  if (!isElf(head)) return [];
  const [first, size, count] = [offsetAt(head, 32), head.readUInt16LE(54), head.readUInt16LE(56)];
  const segments = Array.from({ length: count }, (_, index) => first + index * size);
  return (
    segments
      .filter((at) => at + segmentBytes <= head.length && head.readUInt32LE(at) === ptNote)
      // The notes of processor properties are aligned to 8.
      .filter((at) => offsetAt(head, at + 48) === 4)
      .flatMap((at) => [...notesOf(head, offsetAt(head, at + 8), offsetAt(head, at + 32))])
  );
}

/** Tells whether a file begins as a 64-bit little-endian ELF file. */
export function isElf(head: Buffer): boolean {
  return head.length >= headerBytes && head.readUIntBE(0, 6) === magic;
}

/** Returns where the table of sections ends, with which linkers end a file; 0 where there is none. */
export function endOfSections(head: Buffer): number {
  return offsetAt(head, 40) + head.readUInt16LE(58) * head.readUInt16LE(60);
}

const headerBytes = 64;
const segmentBytes = 56;
/** "\x7fELF", 64 bits, little-endian. */
const magic = 0x7f454c460201;
const ptNote = 4;

function* notesOf(head: Buffer, start: number, length: number): Generator<Note> {
  const end = Math.min(start + length, head.length);
  for (let at = start; at + 12 <= end; ) {
    const [nameBytes, bytes, type] = [0, 4, 8].map((field) => head.readUInt32LE(at + field));
    const content = at + 12 + padded(nameBytes ?? 0);
    const next = content + padded(bytes ?? 0);
    if (next > end) return;
    const owner = head.toString("latin1", at + 12, at + 12 + (nameBytes ?? 0)).replace(/\0$/, "");
    yield { owner, type: type ?? 0, content: head.subarray(content, content + (bytes ?? 0)) };
    at = next;
  }
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function offsetAt(head: Buffer, at: number): number {
  return Number(head.readBigUInt64LE(at));
}
