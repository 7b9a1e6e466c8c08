#compdef fdtrail
# Completion of fdtrail for zsh; made from the commands.

_fdtrail() {
  local -a all specs
  local word=trace
  all=(%WORDS%)
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    compadd -a all
    compadd help
    return
  fi
  if (( CURRENT == 3 )) && [[ $words[2] == help ]]; then
    compadd -a all
    return
  fi
  if (( $all[(Ie)$words[2]] )); then
    word=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $word in
%CASES%
  esac
  if [[ $word == trace || $word == trail ]]; then
    _arguments -s $specs '(-)--[run a command and trace it]' '*:: :_normal'
  else
    _arguments -s $specs '*:file:_files'
  fi
}

_fdtrail "$@"
