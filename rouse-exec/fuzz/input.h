/* What the targets share. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the fuzzer when CONDITION does not hold: it found something. */
#define EXPECT(condition) ((condition) ? (void)0 : __builtin_trap())

/* A copy that ends with a NUL and exactly there, so that a byte too far is seen. To be freed. */
char *text_of(const uint8_t *data, size_t size);

/* Runs PARSE; false when it ended in die(). */
bool survives(void (*parse)(void *), void *context);

/* From now on these bytes are what stands in every file of /proc. */
void fill_proc(const void *data, size_t size);

/* The datagrams that recv() will give, each behind its length in two bytes; between the two calls. */
void begin_answers(const uint8_t *data, size_t size);
void end_answers(void);
