# Documents whose commands are run, for test scripts; needs script.bash, and $program.
# In a document
#   a line "    $ COMMAND" is run, and the lines of four blanks behind it are what it prints;
#   "<!-- file NAME -->" makes a file of the fenced block behind it;
#   "<!-- run -->" runs each line of the next block of four blanks, which must succeed.

# A folder to run the document's commands in, with `attnbench` on the path.
document_folder() { # FOLDER FILE...
    mkdir -p "$1" "$scratch/bin"
    ln -sf "$program" "$scratch/bin/attnbench"
    if [[ $# -gt 1 ]]; then cp -r "${@:2}" "$1"; fi
}

in_document() { # FOLDER COMMAND: stdout and stderr of it
    (cd "$1" && PATH=$scratch/bin:$PATH bash -c "$2" 2>&1 </dev/null)
}

# The document with what its commands print.
document_run() { # FOLDER DOCUMENT
    local folder=$1 line output='' blanks='' file='' run=''
    while IFS= read -r line; do
        if [[ -n $output && -z $line ]]; then
            blanks+=$'\n'
            continue
        elif [[ $line == '    $ '* ]]; then
            output=$(in_document "$folder" "${line#'    $ '}") || [[ $? -lt 128 ]] || output+="FAILED: it crashed" # errors are shown too
            printf '%s\n' "$blanks$line"
            printf '%s\n' "$output" | sed 's/^/    /; s/ *$//'
            output=yes blanks=
            continue
        elif [[ -n $output && $line == '    '* ]]; then
            blanks=
            continue
        fi
        printf '%s%s\n' "$blanks" "$line"
        output='' blanks=
        case $line in
        '<!-- file '*) file=${line#<!-- file } && file=$folder/${file% -->} && : >"$file" ;;
        '<!-- run -->') run=yes ;;
        '    '*)
            if [[ -n $run ]]; then run=done && in_document "$folder" "$line" >&2 || echo "FAILED: $line"; fi
            ;;
        *)
            if [[ $run == done ]]; then run=; fi
            if [[ $line == '```' ]]; then file=; elif [[ -n $file && $line != '```'* ]]; then printf '%s\n' "$line" >>"$file"; fi
            ;;
        esac
    done <"$2"
}

# Is the document as its commands make it? With `write` it becomes so.
document_check() { # FOLDER DOCUMENT [write]
    document_run "$1" "$2" >"$scratch/written" 2>"$scratch/err"
    if grep -h 'FAILED: ' "$scratch/written" >"$scratch/out"; then
        fail "${2##*/}" "a command failed"
    elif [[ ${3-} == write ]]; then
        cat "$scratch/written" >"$2"
    elif diff "$2" "$scratch/written" >"$scratch/out"; then
        pass
    else
        fail "${2##*/}" "its commands print something else: $0 PROGRAM write"
    fi
}
