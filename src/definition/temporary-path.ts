/** Tells whether a path is in a folder that is emptied from time to time: one for temporary files, or npx's cache. */
export function isTemporaryPath(path: string): boolean {
  return /^\/(var\/)?tmp\/|^\/dev\/shm\/|\/_npx\//.test(path);
}
