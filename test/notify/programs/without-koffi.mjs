// without-koffi.mjs INDEX-OF-ROUSE: says READY, then tries what takes koffi; prints what came of each.
const { barrier, notify, ready, status, storeFds } = await import(process.argv[2]);
const print = (name, promise) =>
  promise.then(
    (sent) => console.log(name, sent),
    (error) => console.log(name, error.code, error.errno ?? "", error.message),
  );

await Promise.all([
  print("ready", ready({ status: "without koffi; it's -- fine" })),
  print("status", status("second")),
]);
await print("store", storeFds([0]));
await print("barrier", barrier());
await print("watchdog", notify({ watchdog: "ping" }, { env: {} }));
