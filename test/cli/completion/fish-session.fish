# What fish offers for each line of $LINES_FILE goes to the file $OUT.
source $SCRIPT
while read -l line
    for candidate in (complete --escape -C $line)
        printf 'candidate\t%s\n' (string split -f1 \t -- $candidate) >>$OUT
    end
    printf 'line\t\n' >>$OUT
end <$LINES_FILE
