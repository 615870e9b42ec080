#pragma once

/* Ends as the program ended: its exit code, or the same signal (128+N where that signal cannot end us: as
 * PID 1). STATUS is of waitpid(2). */
__attribute__((noreturn)) void end_like(int status);
