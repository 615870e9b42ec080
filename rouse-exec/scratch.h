/* Marks a buffer that holds nothing between two uses. It lies apart from other variables (layout.ld), and is zero again
 * after each sleep: kernel/release_memory.c. */
#pragma once

#define SCRATCH __attribute__((section(".bss.scratch")))
