#pragma once

/* Ends as the program ended: with its exit code, or by the same signal (or with 128+N where that signal cannot end
 * us: as PID 1). STATUS is that of waitpid(2). */
__attribute__((noreturn)) void end_like(int status);
