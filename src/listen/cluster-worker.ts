/** Does not load node:cluster where there is no channel to a primary, since this is no worker then. */
export async function isClusterWorker(): Promise<boolean> {
  if (process.channel === undefined) return false;
  const { default: cluster } = await import("node:cluster");
  return cluster.isWorker;
}
