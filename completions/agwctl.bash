# bash completion for agwctl, written by: agwctl completion bash

_agwctl() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= words= i IFS=$'\n'
    # "--name=value" arrives as three words
    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case $verb/${COMP_WORDS[i]} in
            /serve|/validate|/explain|/schema|/simulate|/completion|/config|/config/show) verb+=/${COMP_WORDS[i]} ;;
        esac
    done
    case $verb:$prev in
        /serve:-f|/serve:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /serve:-c|/serve:--config) return ;;
        /serve:--compat) COMPREPLY=($(compgen -W $'guide\n1.4' -- "$cur")); return ;;
        /serve:--ollama) return ;;
        /serve:--listen) return ;;
        /serve:--threads) return ;;
        /validate:--format) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /validate:--output-file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /validate:--fail-on) COMPREPLY=($(compgen -W $'error\nwarning\ninfo' -- "$cur")); return ;;
        /validate:--select) return ;;
        /validate:--ignore) return ;;
        /validate:--compat) COMPREPLY=($(compgen -W $'guide\n1.4' -- "$cur")); return ;;
        /validate:--env) return ;;
        /validate:--stdin-filename) return ;;
        /explain:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /schema:--kind) COMPREPLY=($(compgen -W $'gateway\nscenario' -- "$cur")); return ;;
        /simulate:--port) return ;;
        /simulate:--listen) return ;;
        /simulate:--tokens-per-second) return ;;
        /config/show:-f|/config/show:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /config/show:-c|/config/show:--config) return ;;
        /config/show:--format) COMPREPLY=($(compgen -W $'yaml\njson' -- "$cur")); return ;;
        /config/show:--compat) COMPREPLY=($(compgen -W $'guide\n1.4' -- "$cur")); return ;;
        /config/show:--ollama) return ;;
    esac
    case $verb:$cur in
        :-*) words=$'-V\n--version\n--debug\n-h\n--help' ;;
        :*) words=$'serve\nvalidate\nexplain\nschema\nsimulate\ncompletion\nconfig' ;;
        /serve:-*) words=$'-f\n--file\n-c\n--config\n--compat\n--ollama\n--simulate\n--listen\n--threads\n--validate-only\n-q\n--quiet\n-h\n--help' ;;
        /validate:-*) words=$'--format\n--output-file\n--fail-on\n--select\n--ignore\n--fix\n--diff\n--compat\n--allow-unknown\n--env\n--stdin-filename\n--strict\n--statistics\n--list-rules\n--list-not-served\n--paths\n-q\n--quiet\n-h\n--help' ;;
        /validate:*) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /explain:-*) words=$'--format\n-h\n--help' ;;
        /schema:-*) words=$'--kind\n-h\n--help' ;;
        /simulate:-*) words=$'--port\n--listen\n--tokens-per-second\n-q\n--quiet\n-h\n--help' ;;
        /completion:-*) words=$'-h\n--help' ;;
        /completion:*) COMPREPLY=($(compgen -W $'bash\nzsh\nfish' -- "$cur")); return ;;
        /config:-*) words=$'-h\n--help' ;;
        /config:*) words=$'show' ;;
        /config/show:-*) words=$'-f\n--file\n-c\n--config\n--format\n--compat\n--ollama\n-q\n--quiet\n-h\n--help' ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}

# "filenames" ends folders with a slash and quotes blanks
complete -o filenames -F _agwctl agwctl
