/* Makes a system call as 32-bit programs do; where the kernel has none of those, SIGSEGV ends it. */
#include <unistd.h>

int main(void) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
    return result == getpid() ? 0 : 1;
}
