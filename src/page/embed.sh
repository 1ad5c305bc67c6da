#!/bin/sh
# Writes the page's style and script as C, each with its hash for the page's policy: SHA-256 in base64.
#   embed.sh NAME FILE [NAME FILE]...: page_NAME and page_NAME_hash. Needs coreutils and sed alone.
set -eu
echo '#include "page_parts.h"'
while [ $# -gt 0 ]; do
    echo "const char page_$1[] ="
    od -An -v -to1 "$2" | sed 's/ /\\/g; s/.*/"&"/'
    hash=$(for byte in $(sha256sum <"$2" | cut -c1-64 | sed 's/../& /g'); do
        # shellcheck disable=SC2059 # an octal escape is meant
        printf "\\$(printf %03o "0x$byte")"
    done | base64)
    printf ';\nconst char page_%s_hash[] = "%s";\n' "$1" "$hash"
    shift 2
done
