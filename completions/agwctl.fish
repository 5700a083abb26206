# fish completion for agwctl, written by: agwctl completion fish

# which verb has been typed, as /models/list; nothing before one
function __agwctl_verb
    set -l verb ""
    for word in (commandline -opc)[2..-1]
        contains -- "$verb/$word" /serve /validate /explain /schema /simulate /completion /config /config/show
        and set verb "$verb/$word"
    end
    test "$verb" = "$argv[1]"
end

complete -c agwctl -f
complete -c agwctl -n '__agwctl_verb ""' -a serve -d 'Run a gateway configuration: the access log goes to stdout, everything else to stderr'
complete -c agwctl -n '__agwctl_verb ""' -a validate -d 'Find all mistakes in gateway configurations'
complete -c agwctl -n '__agwctl_verb ""' -a explain -d 'Say what a code or an error text means, how to tell, and what to do'
complete -c agwctl -n '__agwctl_verb ""' -a schema -d 'Print the JSON Schema (2020-12) of configurations, for completion and checks while you type'
complete -c agwctl -n '__agwctl_verb ""' -a simulate -d 'Play Ollama, without a model: made-up answers in the real one\'s form'
complete -c agwctl -n '__agwctl_verb ""' -a completion -d 'Print the completion script of a shell'
complete -c agwctl -n '__agwctl_verb ""' -a config -d 'Look at a configuration'
complete -c agwctl -n '__agwctl_verb ""' -s V -l version -d 'Print the version'
complete -c agwctl -n '__agwctl_verb ""' -l debug -d 'Show the trace of an unexpected error'
complete -c agwctl -n '__agwctl_verb ""' -s h -l help -d 'Show this message and exit'
complete -c agwctl -n '__agwctl_verb "/serve"' -s f -l file -r -F -d 'Configuration file'
complete -c agwctl -n '__agwctl_verb "/serve"' -s c -l config -x -a '' -d 'The configuration itself'
complete -c agwctl -n '__agwctl_verb "/serve"' -l compat -x -a 'guide 1.4' -d 'guide keeps the promises of the Ollama guides'
complete -c agwctl -n '__agwctl_verb "/serve"' -l ollama -x -a '' -d 'The Ollama to use'
complete -c agwctl -n '__agwctl_verb "/serve"' -l simulate -d 'Answer from a stand-in Ollama in this process'
complete -c agwctl -n '__agwctl_verb "/serve"' -l listen -x -a '' -d 'IP address of the data ports'
complete -c agwctl -n '__agwctl_verb "/serve"' -l threads -x -a '' -d 'Most requests that wait for an answer at once'
complete -c agwctl -n '__agwctl_verb "/serve"' -l validate-only -d 'Check the configuration and stop'
complete -c agwctl -n '__agwctl_verb "/serve"' -s q -l quiet -d 'Leave only results and errors'
complete -c agwctl -n '__agwctl_verb "/serve"' -s h -l help -d 'Show this message and exit'
complete -c agwctl -n '__agwctl_verb "/validate"' -l format -r -F -d 'human, concise, json, github, sarif or junit, to stdout or to a file'
complete -c agwctl -n '__agwctl_verb "/validate"' -l output-file -r -F -d 'Where the result goes instead of stdout'
complete -c agwctl -n '__agwctl_verb "/validate"' -l fail-on -x -a 'error warning info' -d 'The mildest severity that makes the exit code 1'
complete -c agwctl -n '__agwctl_verb "/validate"' -l select -x -a '' -d 'Only these: AGW501, AGW5, a name, a failure mode such as E19, or ALL'
complete -c agwctl -n '__agwctl_verb "/validate"' -l ignore -x -a '' -d 'All but these, in the same words'
complete -c agwctl -n '__agwctl_verb "/validate"' -l fix -d 'Put right in the files what is safe to change'
complete -c agwctl -n '__agwctl_verb "/validate"' -l diff -d 'Show what --fix would change, and write nothing'
complete -c agwctl -n '__agwctl_verb "/validate"' -l compat -x -a 'guide 1.4' -d 'Check for `agwctl serve` in this mode'
complete -c agwctl -n '__agwctl_verb "/validate"' -l allow-unknown -d 'An unknown key is a warning, for files of other releases'
complete -c agwctl -n '__agwctl_verb "/validate"' -l env -x -a '' -d 'A value for $NAME in the files'
complete -c agwctl -n '__agwctl_verb "/validate"' -l stdin-filename -x -a '' -d 'What stdin is called in the result'
complete -c agwctl -n '__agwctl_verb "/validate"' -l strict -d 'Exit code 4 when a document, a part of one or a rule had to be skipped'
complete -c agwctl -n '__agwctl_verb "/validate"' -l statistics -d 'How often each code occurs'
complete -c agwctl -n '__agwctl_verb "/validate"' -l list-rules -d 'Print all codes'
complete -c agwctl -n '__agwctl_verb "/validate"' -l list-not-served -d 'Print the keys that `agwctl serve` does not run yet'
complete -c agwctl -n '__agwctl_verb "/validate"' -l paths -d 'Show what Ollama receives for each call that a client may make, and why'
complete -c agwctl -n '__agwctl_verb "/validate"' -s q -l quiet -d 'Leave only results and errors'
complete -c agwctl -n '__agwctl_verb "/validate"' -s h -l help -d 'Show this message and exit'
complete -c agwctl -n '__agwctl_verb "/validate"' -F
complete -c agwctl -n '__agwctl_verb "/explain"' -l format -x -a 'human json' -d 'How the result is written to stdout'
complete -c agwctl -n '__agwctl_verb "/explain"' -s h -l help -d 'Show this message and exit'
complete -c agwctl -n '__agwctl_verb "/explain"' -a ''
complete -c agwctl -n '__agwctl_verb "/schema"' -l kind -x -a 'gateway scenario' -d 'gateway configurations, or scenarios of `agwctl simulate`'
complete -c agwctl -n '__agwctl_verb "/schema"' -s h -l help -d 'Show this message and exit'
complete -c agwctl -n '__agwctl_verb "/simulate"' -l port -x -a '' -d 'Port to listen on'
complete -c agwctl -n '__agwctl_verb "/simulate"' -l listen -x -a '' -d 'Address to listen on'
complete -c agwctl -n '__agwctl_verb "/simulate"' -l tokens-per-second -x -a '' -d 'How fast its models answer'
complete -c agwctl -n '__agwctl_verb "/simulate"' -s q -l quiet -d 'Leave only results and errors'
complete -c agwctl -n '__agwctl_verb "/simulate"' -s h -l help -d 'Show this message and exit'
complete -c agwctl -n '__agwctl_verb "/completion"' -s h -l help -d 'Show this message and exit'
complete -c agwctl -n '__agwctl_verb "/completion"' -a 'bash zsh fish'
complete -c agwctl -n '__agwctl_verb "/config"' -a show -d 'Print the effective configuration: defaults filled in, variables replaced, credentials masked'
complete -c agwctl -n '__agwctl_verb "/config"' -s h -l help -d 'Show this message and exit'
complete -c agwctl -n '__agwctl_verb "/config/show"' -s f -l file -r -F -d 'Configuration file'
complete -c agwctl -n '__agwctl_verb "/config/show"' -s c -l config -x -a '' -d 'The configuration itself'
complete -c agwctl -n '__agwctl_verb "/config/show"' -l format -x -a 'yaml json' -d 'How it is written to stdout'
complete -c agwctl -n '__agwctl_verb "/config/show"' -l compat -x -a 'guide 1.4' -d 'guide keeps the promises of the Ollama guides'
complete -c agwctl -n '__agwctl_verb "/config/show"' -l ollama -x -a '' -d 'The Ollama to use'
complete -c agwctl -n '__agwctl_verb "/config/show"' -s q -l quiet -d 'Leave only results and errors'
complete -c agwctl -n '__agwctl_verb "/config/show"' -s h -l help -d 'Show this message and exit'
