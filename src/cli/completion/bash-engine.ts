/**
 * The part that is the same for every program: it finds the command, the options that were given and the word to
 * complete. _rouse_command and _rouse_value, which are made from the program, know what can follow.
 */
export const bashEngine = `\
_rouse() {
  local -a words=() starts=() commands=() options=() arguments=() given=()
  local current runs text plain='' expects='' at='' position=0 i kind
  COMPREPLY=()
  _rouse_words
  _rouse_command ''
  for (( i = 1; i < \${#words[@]} - 1; i++ )); do
    if [[ $expects ]]; then expects=; continue; fi
    case \${words[i]} in
      --) [[ $runs ]] && _rouse_program "$(( i + 1 ))"; return 0 ;;
      -*) _rouse_option "\${words[i]}" ;;
      *) _rouse_word "\${words[i]}" ;;
    esac
  done
  _rouse_current
}

# The words up to the cursor, whole: readline splits them at : = and @ as well.
_rouse_words() {
  local line=\${COMP_LINE:0:COMP_POINT} blanks i part
  for (( i = 0; i <= COMP_CWORD; i++ )); do
    blanks=\${line%%[![:space:]]*}
    line=\${line#"$blanks"}
    part=\${COMP_WORDS[i]}
    (( i == COMP_CWORD )) && part=$line
    if [[ $i == 0 || $blanks ]]; then words+=("$part") starts+=("$i"); else words[-1]+=$part; fi
    line=\${line#"$part"}
  done
  current=\${words[-1]}
}

# What follows -- is completed as if it stood alone.
_rouse_program() {
  if declare -F _comp_command_offset >/dev/null; then _comp_command_offset "\${starts[$1]}"
  elif declare -F _command_offset >/dev/null; then _command_offset "\${starts[$1]}"
  elif (( $1 == \${#words[@]} - 1 )) && [[ $current != */* ]]; then
    local IFS=$'\\n'
    COMPREPLY=($(compgen -c -- "$current"))
  else compopt -o default
  fi
}

# An option that was given is not offered again, and may take the next word.
_rouse_option() {
  local entry names
  for entry in "\${options[@]}"; do
    names=\${entry%% *}
    [[ ,\${names%'*'}, == *,"\${1%%=*}",* ]] || continue
    given+=("$names")
    kind=\${entry#"$names"}
    kind=\${kind# }
    [[ $1 == *=* ]] || expects=$kind
    return
  done
}

_rouse_word() {
  local command
  for command in "\${commands[@]}"; do
    [[ $command == "$1" ]] || continue
    at+="\${at:+ }$1"
    _rouse_command "$at"
    return
  done
  (( position += 1 ))
}

_rouse_current() {
  if [[ $expects ]]; then _rouse_value "$expects"
  elif [[ $current == --*=* ]]; then _rouse_attached
  elif [[ $current == -* ]]; then _rouse_options
  elif (( \${#commands[@]} )); then (( position )) || _rouse_offer "\${commands[@]}"
  else _rouse_argument
  fi
}

# --idle=10: readline replaces what follows the =, unless it is told not to split there.
_rouse_attached() {
  local option=\${current%%=*}
  kind=
  _rouse_option "$current"
  current=\${current#*=}
  [[ $kind ]] && _rouse_value "$kind"
  [[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("\${COMPREPLY[@]/#/$option=}")
}

_rouse_options() {
  local entry names
  for entry in "\${options[@]}"; do
    names=\${entry%% *}
    [[ $names == *'*' || " \${given[*]} " != *" $names "* ]] || continue
    _rouse_offer \${names//[,*]/ }
  done
}

_rouse_argument() {
  local last=$(( \${#arguments[@]} - 1 ))
  (( last < 0 )) && return 0
  if (( position <= last )); then _rouse_value "\${arguments[position]%'*'}"
  elif [[ \${arguments[last]} == *'*' ]]; then _rouse_value "\${arguments[last]%'*'}"
  fi
}

# Offers the words that begin as the current one does, quoted in the same way.
_rouse_offer() {
  local kept typed mark word
  _rouse_typed
  for word in "$@"; do
    [[ $word == "$typed"* ]] || continue
    word=\${word:\${#kept}}
    case $mark in
      '') [[ $plain || ! $word ]] || printf -v word %q "$word" ;;
      '"') word=\${word//\\\\/\\\\\\\\} word=\${word//\\"/\\\\\\"} word=\${word//\\$/\\\\\\$} word=\${word//\\\`/\\\\\\\`} ;;
      *) word=\${word//\\'/\\'\\\\\\'\\'} ;;
    esac
    COMPREPLY+=("$word")
  done
}

# Finds what the current word says, and the part that readline leaves alone: up to where it was split last.
_rouse_typed() {
  mark='' kept=$current
  if [[ $current == [\\"\\']* ]]; then
    mark=\${current:0:1} typed=\${current:1} kept=
    return
  fi
  while [[ $kept && ( $COMP_WORDBREAKS != *"\${kept: -1}"* || $kept == *\\\\? ) ]]; do kept=\${kept%?}; done
  # For readline an @ is the beginning of a word (rl_special_prefixes).
  kept=\${kept%@}
  _rouse_unquote "$current"
  typed=$text
  _rouse_unquote "$kept"
  kept=$text
}

_rouse_unquote() {
  local rest=$1
  text=
  while [[ $rest == *\\\\* ]]; do
    text+=\${rest%%\\\\*}
    rest=\${rest#*\\\\}
    text+=\${rest:0:1}
    rest=\${rest:1}
  done
  text+=$rest
}

# Offers beginnings of a value, behind which the rest is typed, or a path.
_rouse_begin() {
  local plain=1
  if [[ $current == /?* ]]; then compopt -o default; return; fi
  compopt -o nospace
  _rouse_offer "$@"
}

# Offers the lines that a line of sh prints, except those on the command line already.
_rouse_lines() {
  local -a lines left=()
  local line word quoted
  mapfile -t lines < <(sh -c "$1" 2>/dev/null)
  for line in "\${lines[@]}"; do
    printf -v quoted %q "$line"
    for word in "\${words[@]:1:\${#words[@]}-2}"; do [[ $word == "$quoted" || $word == "$line" ]] && continue 2; done
    left+=("$line")
  done
  _rouse_offer "\${left[@]}"
}

_rouse_hosts() {
  local host=\${current##*@}
  if declare -F _known_hosts_real >/dev/null; then _known_hosts_real -a -- "$current"
  else COMPREPLY=($(compgen -P "\${current%"$host"}" -A hostname -- "$host"))
  fi
  local -a hosts=("\${COMPREPLY[@]}")
  COMPREPLY=()
  _rouse_offer "\${hosts[@]}"
}

_rouse_users() {
  _rouse_offer $(compgen -u -- "$current")
}
`;
