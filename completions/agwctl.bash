# bash completion for agwctl, written by: agwctl completion bash

_agwctl() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= words= i IFS=$'\n'
    # "--name=value" arrives as three words
    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case $verb/${COMP_WORDS[i]} in
            /serve|/validate|/explain|/schema|/doctor|/simulate|/completion|/config|/config/show|/models|/models/list|/models/ls|/models/ps|/models/show|/models/stop|/models/rm|/models/cp|/models/fit|/models/pull|/models/warm|/models/check|/models/parity) verb+=/${COMP_WORDS[i]} ;;
        esac
    done
    case $verb:$prev in
        /serve:-f|/serve:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /serve:-c|/serve:--config) return ;;
        /serve:--compat) COMPREPLY=($(compgen -W $'guide\n1.4' -- "$cur")); return ;;
        /serve:--ollama) return ;;
        /serve:--scenario) COMPREPLY=($(compgen -f -- "$cur")); return ;;
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
        /doctor:-H|/doctor:--ollama) return ;;
        /doctor:--gateway) return ;;
        /doctor:-f|/doctor:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /doctor:--model) return ;;
        /doctor:--error) return ;;
        /doctor:--origin) return ;;
        /doctor:--report) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /doctor:--only) return ;;
        /doctor:--skip) return ;;
        /doctor:--wait) return ;;
        /doctor:--budget) return ;;
        /doctor:--fail-on) COMPREPLY=($(compgen -W $'fail\nerror\nwarning' -- "$cur")); return ;;
        /doctor:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /doctor:--compat) COMPREPLY=($(compgen -W $'guide\n1.4' -- "$cur")); return ;;
        /simulate:--port) return ;;
        /simulate:--listen) return ;;
        /simulate:--models) return ;;
        /simulate:--version-like) return ;;
        /simulate:--ram) return ;;
        /simulate:--vram) return ;;
        /simulate:--seed) return ;;
        /simulate:--tokens-per-second) return ;;
        /simulate:--fault) return ;;
        /config/show:-f|/config/show:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /config/show:-c|/config/show:--config) return ;;
        /config/show:--format) COMPREPLY=($(compgen -W $'yaml\njson' -- "$cur")); return ;;
        /config/show:--compat) COMPREPLY=($(compgen -W $'guide\n1.4' -- "$cur")); return ;;
        /config/show:--ollama) return ;;
        /models/list:-H|/models/list:--ollama) return ;;
        /models/list:--sort) COMPREPLY=($(compgen -W $'name\nsize\nmodified' -- "$cur")); return ;;
        /models/list:--filter) return ;;
        /models/list:-f|/models/list:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /models/list:--timeout) return ;;
        /models/list:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/ls:-H|/models/ls:--ollama) return ;;
        /models/ls:--sort) COMPREPLY=($(compgen -W $'name\nsize\nmodified' -- "$cur")); return ;;
        /models/ls:--filter) return ;;
        /models/ls:-f|/models/ls:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /models/ls:--timeout) return ;;
        /models/ls:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/ps:-H|/models/ps:--ollama) return ;;
        /models/ps:--timeout) return ;;
        /models/ps:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/show:-H|/models/show:--ollama) return ;;
        /models/show:--timeout) return ;;
        /models/show:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/stop:-H|/models/stop:--ollama) return ;;
        /models/stop:--timeout) return ;;
        /models/stop:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/rm:-H|/models/rm:--ollama) return ;;
        /models/rm:--timeout) return ;;
        /models/rm:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/cp:-H|/models/cp:--ollama) return ;;
        /models/cp:--timeout) return ;;
        /models/cp:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/fit:--context) return ;;
        /models/fit:--parallel) return ;;
        /models/fit:--ram) return ;;
        /models/fit:--vram) return ;;
        /models/fit:--kv-cache) COMPREPLY=($(compgen -W $'f16\nq8_0\nq4_0' -- "$cur")); return ;;
        /models/fit:-H|/models/fit:--ollama) return ;;
        /models/fit:--timeout) return ;;
        /models/fit:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/pull:-H|/models/pull:--ollama) return ;;
        /models/pull:--timeout) return ;;
        /models/pull:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/warm:--keep-alive) return ;;
        /models/warm:-H|/models/warm:--ollama) return ;;
        /models/warm:--timeout) return ;;
        /models/warm:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/check:-f|/models/check:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /models/check:--needs) return ;;
        /models/check:-H|/models/check:--ollama) return ;;
        /models/check:--timeout) return ;;
        /models/check:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
        /models/parity:--gateway) return ;;
        /models/parity:-f|/models/parity:--file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /models/parity:-H|/models/parity:--ollama) return ;;
        /models/parity:--timeout) return ;;
        /models/parity:--format) COMPREPLY=($(compgen -W $'human\njson' -- "$cur")); return ;;
    esac
    case $verb:$cur in
        :-*) words=$'-V\n--version\n--debug\n-h\n--help' ;;
        :*) words=$'serve\nvalidate\nexplain\nschema\ndoctor\nsimulate\ncompletion\nconfig\nmodels' ;;
        /serve:-*) words=$'-f\n--file\n-c\n--config\n--compat\n--ollama\n--simulate\n--scenario\n--listen\n--threads\n--validate-only\n-q\n--quiet\n-h\n--help' ;;
        /validate:-*) words=$'--format\n--output-file\n--fail-on\n--select\n--ignore\n--fix\n--diff\n--compat\n--allow-unknown\n--env\n--stdin-filename\n--strict\n--statistics\n--list-rules\n--list-not-served\n--paths\n-q\n--quiet\n-h\n--help' ;;
        /validate:*) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /explain:-*) words=$'--format\n-h\n--help' ;;
        /schema:-*) words=$'--kind\n-h\n--help' ;;
        /doctor:-*) words=$'-H\n--ollama\n--gateway\n-f\n--file\n--model\n--error\n--origin\n--deep\n--report\n--mask-hosts\n--list\n--only\n--skip\n--wait\n--budget\n--fail-on\n--format\n--compat\n-v\n--verbose\n-q\n--quiet\n-h\n--help' ;;
        /simulate:-*) words=$'--port\n--listen\n--models\n--version-like\n--ram\n--vram\n--seed\n--tokens-per-second\n--fault\n-q\n--quiet\n-h\n--help' ;;
        /simulate:*) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        /completion:-*) words=$'-h\n--help' ;;
        /completion:*) COMPREPLY=($(compgen -W $'bash\nzsh\nfish' -- "$cur")); return ;;
        /config:-*) words=$'-h\n--help' ;;
        /config:*) words=$'show' ;;
        /config/show:-*) words=$'-f\n--file\n-c\n--config\n--format\n--compat\n--ollama\n-q\n--quiet\n-h\n--help' ;;
        /models:-*) words=$'-h\n--help' ;;
        /models:*) words=$'list\nls\nps\nshow\nstop\nrm\ncp\nfit\npull\nwarm\ncheck\nparity' ;;
        /models/list:-*) words=$'-H\n--ollama\n--sort\n--filter\n-f\n--file\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/ls:-*) words=$'-H\n--ollama\n--sort\n--filter\n-f\n--file\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/ps:-*) words=$'-H\n--ollama\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/show:-*) words=$'--license\n--no-license\n--modelfile\n--no-modelfile\n--parameters\n--no-parameters\n--system\n--no-system\n--template\n--no-template\n-v\n--verbose\n-H\n--ollama\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/stop:-*) words=$'-H\n--ollama\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/rm:-*) words=$'-H\n--ollama\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/cp:-*) words=$'-H\n--ollama\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/fit:-*) words=$'--context\n--parallel\n--ram\n--vram\n--kv-cache\n-H\n--ollama\n--timeout\n--format\n-h\n--help' ;;
        /models/pull:-*) words=$'--insecure\n-H\n--ollama\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/warm:-*) words=$'--keep-alive\n-H\n--ollama\n--timeout\n--format\n-h\n--help' ;;
        /models/check:-*) words=$'-f\n--file\n--needs\n-H\n--ollama\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
        /models/parity:-*) words=$'--gateway\n-f\n--file\n-H\n--ollama\n--timeout\n--format\n-q\n--quiet\n-h\n--help' ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}

# "filenames" ends folders with a slash and quotes blanks
complete -o filenames -F _agwctl agwctl
