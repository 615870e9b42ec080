#!/bin/sh
# Builds rouse-exec with nothing but a C compiler.
#   build.sh            build/rouse-exec: static, with musl when musl-gcc is there, else with glibc
#   build.sh sanitized  build/sanitized/rouse-exec: under ASan and UBSan, dynamic
# CC and CFLAGS are taken from the environment when they are set.
set -eu
cd "$(dirname "$0")"

version=$(sed -n 's/^  "version": "\(.*\)",/\1/p' ../package.json)
language="-std=c11 -D_GNU_SOURCE -DVERSION=\"$version\""
warnings="-Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings"

# Renamed into place: a rouse-exec that runs keeps its own file.
build() {
    mkdir -p "$(dirname "$1")"
    # shellcheck disable=SC2086 # the flags are words
    "$2" $language $warnings $3 ./*.c -o "$1.new"
    mv "$1.new" "$1"
}

build_static() {
    libc=glibc
    compiler=${CC:-cc}
    if [ -z "${CC:-}" ] && command -v musl-gcc >/dev/null; then
        libc=musl
        compiler=musl-gcc
    fi
    # One text of 4 kB pages, no unwind tables: what every service keeps resident.
    size="-Os -flto -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -Wl,--gc-sections"
    hardening="-fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wl,-z,noexecstack -Wl,-z,relro,-z,now"
    build build/rouse-exec "$compiler" "${CFLAGS:-$size} $hardening -static -Wl,-z,noseparate-code"
    echo "rouse-exec: static, $libc, $(wc -c <build/rouse-exec) bytes"
}

build_sanitized() {
    build build/sanitized/rouse-exec "${CC:-cc}" \
        "-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
}

case "${1:-static}" in
static) build_static ;;
sanitized) build_sanitized ;;
*) echo "build.sh: unknown build '$1'; there are static and sanitized" >&2 && exit 2 ;;
esac
