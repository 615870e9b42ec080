/** Without a channel to a primary it is none, and node:cluster with all it needs is not loaded. */
export async function isClusterWorker(): Promise<boolean> {
  if (process.channel === undefined) return false;
  const { default: cluster } = await import("node:cluster");
  return cluster.isWorker;
}
