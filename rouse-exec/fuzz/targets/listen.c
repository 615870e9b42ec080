/* --listen: addresses with their settings; each address is written out and read again. */
#include <stdlib.h>
#include <string.h>

#include "address/format_address.h"
#include "address/parse_address.h"
#include "command_line/parse_listen.h"
#include "fuzz/input.h"

static bool has_control_bytes(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

static void expect_same_again(const struct listen_option *option) {
    struct address again;
    int type;
    char text[ADDRESS_TEXT_MAX];
    EXPECT(!parse_address(format_address(&option->address, text), &again, &type));
    EXPECT(same_address(&option->address, &again) && option->address.length == again.length);
}

static void parse(void *context) {
    const char *text = context;
    struct listen_option option = parse_listen(text);
    EXPECT(option.mode <= 0777 && option.name[0] && strlen(option.name) <= SOCKET_NAME_MAX);
    EXPECT(option.address.length <= sizeof option.address.un);
    EXPECT(!is_inet(&option.address) || port_of(&option.address) != 0);
    if (!has_control_bytes(text))
        expect_same_again(&option);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = text_of(data, size);
    survives(parse, text);
    free(text);
    return 0;
}
