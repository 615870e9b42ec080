/* What the fuzz targets share. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the fuzzer when CONDITION does not hold: it found something. */
#define EXPECT(condition) ((condition) ? (void)0 : __builtin_trap())

/* Returns a copy that ends with a NUL, and exactly there, so that a read of one byte too many is noticed. The caller
 * frees it. */
char *text_of(const uint8_t *data, size_t size);

/* Runs PARSE; returns false when it ended in die(). */
bool survives(void (*parse)(void *), void *context);

/* From now on every file of /proc contains these bytes. */
void fill_proc(const void *data, size_t size);

/* The datagrams that recv() returns between the two calls, each preceded by its length in two bytes. */
void begin_answers(const uint8_t *data, size_t size);
void end_answers(void);
