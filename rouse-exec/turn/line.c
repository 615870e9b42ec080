#include "turn/line.h"

#include <unistd.h>

#include "clock.h"
#include "kernel/directory.h"

static void note_ahead(struct line *line, const struct ticket *ticket) {
    bool first = !line->ahead.number;
    if (first || (ticket->holds && !line->ahead.holds) ||
        (ticket->holds == line->ahead.holds && ticket->number < line->ahead.number))
        line->ahead = *ticket;
}

static void note_patience(struct line *line, const struct ticket *ticket, uint64_t since) {
    uint64_t begun = ticket->number > since ? ticket->number : since;
    if (since && ticket->max_wait && ticket->max_wait < UINT64_MAX - begun)
        line->overdue_at = earlier(line->overdue_at, begun + ticket->max_wait);
}

/* The descriptor of the folder stays open: a close would wake all who watch it. */
struct line look_at(int folder, uint64_t own, uint64_t since) {
    struct line line = {0};
    struct directory listed = {.fd = folder};
    struct ticket ticket;
    const char *file;
    lseek(folder, 0, SEEK_SET);
    while ((file = next_name(&listed))) {
        if (!read_ticket(folder, file, &ticket) || ticket.number == own)
            continue;
        line.anybody_else = true;
        line.anybody_before = line.anybody_before || ticket.number < own;
        note_ahead(&line, &ticket);
        note_patience(&line, &ticket, since);
    }
    return line;
}
