# Completion of fdtrail for bash; made from the commands.

# Completes one of the words, behind the last comma.
_fdtrail_list() {
  local before=
  [[ $cur != *,* ]] || before=${cur%,*},
  COMPREPLY=($(compgen -W "$1" -- "${cur##*,}"))
  COMPREPLY=("${COMPREPLY[@]/#/$before}")
  compopt -o nospace
}

_fdtrail() {
  local cur prev words cword split word=trace options= i
  _init_completion -s -n : || return
  for ((i = 1; i < cword; i++)); do
    if [[ ${words[i]} == -- ]]; then
      _command_offset $((i + 1))
      return
    fi
  done
  if [[ " %WORDS% " == *" ${words[1]} "* && $cword -gt 1 ]]; then
    word=${words[1]}
  fi
  case $word@$prev in
%VALUES%
    *)
      case $word in
%OPTIONS%
      esac
      if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
      elif [[ $cword -eq 1 ]]; then
        COMPREPLY=($(compgen -W '%WORDS% help' -- "$cur"))
      elif [[ $cword -eq 2 && $prev == help ]]; then
        COMPREPLY=($(compgen -W '%WORDS%' -- "$cur"))
      elif [[ $word != trace ]]; then
        _filedir
      fi
      ;;
  esac
} && complete -F _fdtrail fdtrail
