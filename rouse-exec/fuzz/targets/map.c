/* --map, and binds that are matched with it. */
#include <stdlib.h>
#include <string.h>

#include "address/parse_address.h"
#include "array.h"
#include "command_line/parse_map.h"
#include "fuzz/input.h"
#include "fuzz/passed_table.h"

static const char *const binds[] = {"127.0.0.1:8080", "[::ffff:127.0.0.1]:8080", "[::]:9", "udp:0.0.0.0:53",
                                    "/tmp/other.sock", "@fuzz"};

static void bind_with(struct map_option *map) {
    struct options options = {.maps = map, .map_count = 1};
    for (size_t i = 0; i < COUNT_OF(binds); i++) {
        struct bind_request request = {0};
        EXPECT(!parse_address(binds[i], &request.address, &request.type));
        request.family = request.address.any.sa_family;
        if (is_unix_path(&request.address))
            request.path = identify_path(&request.address);
        expect_sound_match(&options, &request);
    }
}

static void parse(void *context) {
    struct map_option map = parse_map(context);
    EXPECT(*map.name && !strchr(map.name, '='));
    bool anything = map.any_address && map.any_port;
    EXPECT(anything || map.address.length > 0);
    EXPECT(anything || !(map.any_address || map.any_port) || is_inet(&map.address));
    bind_with(&map);
    check_maps(passed_table(), &(struct options){.maps = &map, .map_count = 1});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = text_of(data, size);
    survives(parse, text);
    free(text);
    return 0;
}
