/**
 * The variable that holds the inodes of the sockets that stand from 3 on, where the pid of the process that will take
 * them is not known yet because a shell starts it. An inode of sockfs belongs to one open socket.
 */
export const handOverVariable = "ROUSE_HANDED_OVER";
