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

/* The last step of splitmix64: a sum of these tells sets of small numbers apart, which a sum of the numbers does not. */
static inline uint64_t scatter(uint64_t number) {
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9U;
    number = (number ^ number >> 27) * 0x94d049bb133111ebU;
    return number ^ number >> 31;
}
