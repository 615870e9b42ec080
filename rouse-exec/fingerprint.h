#pragma once

#include <stddef.h>
#include <stdint.h>

#define FINGERPRINT_OF_NOTHING 0xcbf29ce484222325U

/* FNV-1a, of 64 bits: nobody gains anything by making two things look the same. Begins with FINGERPRINT_OF_NOTHING. */
static inline uint64_t add_to_fingerprint(uint64_t fingerprint, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        fingerprint = (fingerprint ^ bytes[i]) * 0x100000001b3U;
    return fingerprint;
}
