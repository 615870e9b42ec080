// Files and variables that several commands use, for the manual page of rouse.
export const surroundings = `
Files:
  ~/.config/systemd/user              the units of this user's services
  /etc/systemd/system                 the units of the system's services
  $XDG_RUNTIME_DIR/rouse/UNIT.json    the report of rouse-exec on a service of this user
  /run/rouse/UNIT/report.json         the same for a service of the system
  $XDG_RUNTIME_DIR/rouse/daemon.sock  the socket at which the daemon answers its owner

Environment:
  XDG_CONFIG_HOME  the folder of this user's settings, instead of ~/.config
  XDG_RUNTIME_DIR  the folder of this user's runtime files; where it is unset, /run/user/UID for systemd, and for
                   reports /run/rouse (root) or /tmp/rouse-UID (other users)
  ROUSE_EXEC_PATH  the rouse-exec to use, instead of the one that came with rouse
  VISUAL, EDITOR   the editor in which \`rouse edit\` opens the units
  NO_COLOR         when it is set, nothing is coloured
  PATH             where the program of a service is looked up, once, when the service is added`;
