# Typed into an interactive bash: what is completed goes to the file $OUT, a record each.
exec 3>"$OUT"
. "$SCRIPT"
bind 'set bell-style none'
bind 'set completion-query-items 0'
_traced() {
  _rouse "$@"
  for word in "${COMPREPLY[@]}"; do printf 'candidate\t%s\n' "$word" >&3; done
}
complete -F _traced rouse
_dump() {
  printf 'line\t%s\n' "$READLINE_LINE" >&3
  READLINE_LINE= READLINE_POINT=0
}
bind -x '"\C-o": _dump'
