# Types each line of $LINES_FILE and a tab into an interactive zsh, where the script is in $fpath or,
# with $SOURCED, was sourced; what is completed goes to the file $OUT.
zmodload zsh/zpty
setup='
exec 3>$OUT
PS1= PROMPT_EOL_MARK=
[[ -n $SOURCED ]] || { mkdir -p functions; cp $SCRIPT functions/_rouse; fpath=($PWD/functions $fpath) }
autoload -Uz compinit && compinit -D -u
[[ -z $SOURCED ]] || . $SCRIPT
compadd() {
  if [[ ${@[1,(i)(-|--)]} != *-[OAD]\ * ]]; then
    local -a hits
    builtin compadd -A hits "$@"
    (( $#hits )) && printf "candidate\t%s\n" $hits >&3
  fi
  builtin compadd "$@"
}
_dump() { printf "line\t%s\n" $BUFFER >&3; BUFFER=; print DUMPED }
zle -N _dump
bindkey "^I" complete-word "^O" _dump
setopt no_beep no_auto_menu no_list_ambiguous
print RE""ADY
'
print -r -- "$setup" >$SETUP
zpty shell zsh -f -i
zpty -w shell ". $SETUP"
zpty -r -m shell seen '*READY*'
while IFS= read -r line; do
  zpty -w -n shell "$line"$'\t\x0f'
  zpty -r -m shell seen '*DUMPED*'
  print -r -- $seen
done <$LINES_FILE
zpty -d shell
