/**
 * The inodes of the sockets that stand from 3 on, where whoever will take them has a pid that nobody knows yet: a
 * shell starts it. An inode of sockfs is of one living socket.
 */
export const markVariable = "ROUSE_HANDED_OVER";
