/** Debian's own programs, those of /usr/sbin too: a service has no version manager of a user in its PATH. */
export const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
