/** Whether a path is of a kind that is emptied by and by: folders for temporary files, the cache of npx. */
export function isPassing(path: string): boolean {
  return /^\/(var\/)?tmp\/|^\/dev\/shm\/|\/_npx\//.test(path);
}
