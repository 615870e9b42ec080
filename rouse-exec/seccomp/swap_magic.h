/* A system call with which nothing is asked of the kernel: rt_sigreturn(2) takes no arguments, so no program sets these
 * two. Every sandbox allows it, nobody makes it often, and the filter traps it by its arguments alone. */
#pragma once

#define SWAP_MAGIC 0x726f7573U
#define I386_RT_SIGRETURN 173 /* of 32-bit ARM as well */
#define I386_LISTEN 363
