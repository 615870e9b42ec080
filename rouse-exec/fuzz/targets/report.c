/* The report of the last run, as it is read, and what is written into the next one. */
#include "report/report.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "fuzz/input.h"
#include "report/json.h"

static int file = -1;
static struct service service;

static size_t written(const char *text, uint64_t wakes, char *json, size_t size) {
    struct json out = {.fd = file};
    put_string(&out, text);
    put(&out, ",\"wakes\":%llu,\"rest\":null", (unsigned long long)wakes);
    flush_json(&out);
    ssize_t length = pread(file, json, size - 1, 0);
    EXPECT(!out.failed && length > 0 && (size_t)length < size - 1);
    json[length] = 0;
    return (size_t)length;
}

static void fill(const void *data, size_t size) {
    if (file < 0)
        file = memfd_create("report", MFD_CLOEXEC);
    EXPECT(ftruncate(file, 0) == 0 && lseek(file, 0, SEEK_SET) == 0);
    EXPECT(write(file, data, size) == (ssize_t)size);
}

/* From behind the opening quote to the closing one. */
static const char *end_of_string(const char *at) {
    for (; *at != '"'; at++) {
        EXPECT((unsigned char)*at >= 0x20 && *at != 0x7f);
        if (*at != '\\')
            continue;
        at++;
        EXPECT(*at == '"' || *at == '\\' || (at[0] == 'u' && at[1] == '0' && at[2] == '0' && at[3] && at[4]));
        at += *at == 'u' ? 4 : 0;
    }
    return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char json[8192];
    if (size > 1024)
        return -1;
    setlocale(LC_CTYPE, "C.UTF-8");
    fill(data, size);
    lseek(file, 0, SEEK_SET);
    read_wakes(&service, file);
    EXPECT(strlen(service.wakes_since) == sizeof service.wakes_since - 1);
    char *text = text_of(data, size);
    fill("", 0);
    written(text, 4711, json, sizeof json);
    EXPECT(json[0] == '"' && mbstowcs(NULL, json, 0) != (size_t)-1);
    EXPECT(strncmp(end_of_string(json + 1), "\",\"wakes\":4711,", 15) == 0);
    lseek(file, 0, SEEK_SET);
    read_wakes(&service, file);
    EXPECT(service.wakes == 4711);
    free(text);
    return 0;
}
