#!/bin/sh
# Builds rouse-exec with nothing but a C compiler.
#   build.sh            build/rouse-exec: static, with musl when musl-gcc is there, else with glibc
#   build.sh aarch64    build/aarch64/rouse-exec: the same, cross-built by aarch64-linux-gnu-gcc; its musl is Debian's
#                       musl-dev:arm64
#   build.sh debug      build/debug/rouse-exec: for gdb, with symbols and without optimization, dynamic
#   build.sh sanitized  build/sanitized/rouse-exec: under ASan and UBSan, dynamic
#   build.sh fuzz       build/fuzz/NAME for each fuzz/targets/NAME.c, by clang with libFuzzer
# CC and CFLAGS are taken from the environment when they are set.
set -eu
cd "$(dirname "$0")"

version=$(sed -n 's/^  "version": "\(.*\)",/\1/p' ../package.json)
language="-std=c11 -D_GNU_SOURCE -DVERSION=\"$version\""
warnings="-Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings"
# One text segment of 4 kB pages and no unwind tables: every service keeps this resident.
size="-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -Wl,--gc-sections
    -Wl,-z,noseparate-code"
hardening="-fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wl,-z,noexecstack"
# A static PIE. glibc makes its relocated tables read-only again when it starts.
movable="-fPIE -static-pie -Wl,-z,relro,-z,now"
# musl makes nothing read-only again, and has no fortified functions. At a fixed address no table needs
# relocation, so all of ours are read-only from the start. A PIE would keep 8 kB more resident, which is more
# than the 150 kB that are promised.
fixed="-fno-pie -no-pie -static -Wl,-z,norelro"
# Other linkers than GNU ld do not know INSERT: there, buffers lie among other variables.
apart="-Wl,-T,layout.ld"

# By which a report tells one build of a version from another: report/identity.c.
identity="-Wl,--build-id=sha1"

# Every folder but fuzz/ and build/. An include is written with its folder.
includes="-I."
sources="main.c check.c $(find . -mindepth 2 -name '*.c' ! -path './build/*' ! -path './fuzz/*' | LC_ALL=C sort)"

# Renamed into place: a running rouse-exec keeps its own file, and two builds at once do not mix. The same sources and
# compiler make the same file in every folder, unless CFLAGS has -g.
build() {
    mkdir -p "$(dirname "$1")"
    # shellcheck disable=SC2086 # the flags are words
    "$2" $language $warnings $includes ${nowhere:+"$nowhere"} $identity $3 $sources -o "$1.$$"
    mv "$1.$$" "$1"
}

knows() {
    "$1" "$2" -E -x c /dev/null >/dev/null 2>&1
}

links() {
    echo 'int main(void) { return 0; }' | "$@" -x c - -o /dev/null 2>/dev/null
}

# -Oz makes less than -Os; gcc has had it since 12. gcc splits what it links into parts, and warns when it does not
# compile them in parallel.
optimized() {
    level=-Os lto=-flto
    ! knows "$1" -Oz || level=-Oz
    ! knows "$1" -flto-partition=one || lto="-flto -flto-partition=one"
    echo "$level $lto $size"
}

# In place of the folder, which gdb needs, and which would make each checkout's file another one.
hide_folder() {
    nowhere="-ffile-prefix-map=$PWD=."
}

# with_musl FILE COMPILER [SPECS]
with_musl() {
    libc=musl
    # shellcheck disable=SC2086 # the flags are words
    if ! links "$2" ${3:-} $fixed $apart; then
        apart=
        echo "build.sh: the linker of $2 refuses layout.ld: rouse-exec keeps more memory while it sleeps" >&2
    fi
    build "$1" "$2" "${3:-} ${CFLAGS:-$(optimized "$2")} $hardening $fixed $apart"
}

# with_glibc FILE COMPILER
with_glibc() {
    libc=glibc
    build "$1" "$2" "${CFLAGS:-$(optimized "$2")} $hardening $movable"
}

build_static() {
    hide_folder
    if [ -z "${CC:-}" ] && command -v musl-gcc >/dev/null; then
        with_musl build/rouse-exec musl-gcc
    else
        with_glibc build/rouse-exec "${CC:-cc}"
    fi
    echo "rouse-exec: static, $libc, $(wc -c <build/rouse-exec) bytes"
}

# The specs are what musl-gcc is on that processor.
build_aarch64() {
    hide_folder
    compiler=${CC:-aarch64-linux-gnu-gcc}
    specs=/usr/lib/aarch64-linux-musl/musl-gcc.specs
    if [ -e $specs ]; then
        with_musl build/aarch64/rouse-exec "$compiler" -specs=$specs
    else
        with_glibc build/aarch64/rouse-exec "$compiler"
    fi
    echo "rouse-exec for aarch64: static, $libc, $(wc -c <build/aarch64/rouse-exec) bytes"
}

build_debug() {
    build build/debug/rouse-exec "${CC:-cc}" "${CFLAGS:--g3 -O0}"
}

sanitizers="-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"

build_sanitized() {
    build build/sanitized/rouse-exec "${CC:-cc}" "$sanitizers"
}

# The calls that fuzz/ answers instead of libc.
instead="-Wl,--wrap=exit,--wrap=poll,--wrap=open,--wrap=send,--wrap=recv"

build_fuzz() {
    compiler=${CC:-clang}
    # A variable that has not been set does not hold NULs.
    flags="$language $warnings $includes $sanitizers -ftrivial-auto-var-init=pattern"
    new=build/fuzz.$$
    trap 'rm -rf "$new"' EXIT
    mkdir -p "$new/parts"
    # shellcheck disable=SC2086 # the flags are words
    for source in $sources fuzz/*.c; do
        "$compiler" $flags -fsanitize=fuzzer-no-link -c "$source" -o "$new/parts/$(basename "$source" .c).o"
    done
    rm "$new/parts/main.o"
    for target in fuzz/targets/*.c; do
        # shellcheck disable=SC2086
        "$compiler" $flags -fsanitize=fuzzer "$target" "$new"/parts/*.o $instead -o "$new/$(basename "$target" .c)"
    done
    rm -r "$new/parts"
    rm -rf build/fuzz
    mv "$new" build/fuzz
}

case "${1:-static}" in
static) build_static ;;
aarch64) build_aarch64 ;;
debug) build_debug ;;
sanitized) build_sanitized ;;
fuzz) build_fuzz ;;
*) echo "build.sh: unknown build '$1'; there are static, aarch64, debug, sanitized and fuzz" >&2 && exit 2 ;;
esac
