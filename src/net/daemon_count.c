/* SPDX-License-Identifier: Apache-2.0
 *
 * What passed, by permit. Counters of the kernel only grow while their element lives; what was read
 * before is remembered beside each element, and what is told is the difference: times follow each
 * other and never overlap. An element that goes away by our hand tells its last numbers as the
 * kernel removes it; one that runs out by itself does not, so packets between the last reading and
 * its end are missing, and "uncertainty" says so.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/daemon_parts.h"

enum { GONE_MAX = 20000, VALUES = 6 };

/* The permit to which an element's packets are written: the first that covers it. Others that cover
 * the same are named beside. */
static const struct flow *flow_of(const struct plan *p, const struct element *e)
{
    return e->n_permits > 0 && e->permits[0] < p->n_flows ? p->flows + e->permits[0] : NULL;
}

static const char *number(struct arena *a, uint64_t v)
{
    return arena_printf(a, "%" PRIu64, v);
}

static bool fill(struct arena *a, const struct plan *p, const struct element *e, uint64_t packets,
                 uint64_t bytes, struct moment since, struct moment until, const char *uncertainty,
                 struct evidence_item *to)
{
    const struct flow *f = flow_of(p, e);
    struct document_pair *v = ARENA_ARRAY(a, struct document_pair, VALUES);
    if (!f || !v) return false;
    v[0] = (struct document_pair){"packets", number(a, packets)};
    v[1] = (struct document_pair){"bytes", number(a, bytes)};
    v[2] = (struct document_pair){"since", number(a, (uint64_t)since.ms)};
    v[3] = (struct document_pair){"until", number(a, (uint64_t)until.ms)};
    v[4] = (struct document_pair){"uncertainty", uncertainty};
    v[5] = (struct document_pair){"direction", e->map < ELEMENT_REPLY ? "original" : "reply"};
    char name[64];
    (void)snprintf(name, sizeof name, "%s-%s", element_map_name(e->map, e->family), v[5].value);
    *to = (struct evidence_item){
        .kind = EVIDENCE_COUNTER,
        .subject = arena_printf(a, "%s %s", f->permit ? f->permit : "", v[5].value),
        .matter = f->matter,
        .no = f->no,
        .values = v,
        .n_values = VALUES,
    };
    return v[0].value && v[1].value && to->subject;
}

/* Of several permits for the same each may have been meant: none of them is unused. */
static void mark(struct daemon *d, const struct element *e)
{
    const struct plan *p = d->in_force;
    for (size_t i = 0; i < e->n_permits; i++)
        if (e->permits[i] < p->n_flows)
            used_mark(d->used, p->flows[e->permits[i]].matter, p->flows[e->permits[i]].no);
}

void daemon_count_gone(void *arg, const struct ruleset *of, size_t index, uint64_t packets,
                       uint64_t bytes)
{
    struct daemon *d = arg;
    if (!d->in_force || of != &d->in_force->rules || !d->tallies) return;
    struct daemon_tally *t = d->tallies + index;
    if (packets > t->packets) mark(d, of->elements + index);
    if (packets <= t->packets || d->n_gone == GONE_MAX) return;
    if (!d->gone) d->gone = calloc(GONE_MAX, sizeof *d->gone);
    if (!d->gone) return;
    if (fill(&d->gone_arena, d->in_force, of->elements + index, packets - t->packets,
             bytes >= t->bytes ? bytes - t->bytes : 0, d->counted, clock_now(d->clock), "0",
             d->gone + d->n_gone))
        d->n_gone++;
    t->packets = packets; /* a try that has to be made again does not count twice */
    t->bytes = bytes;
}

static void hand_over(struct daemon *d, const struct evidence_item *v, size_t n)
{
    for (size_t i = 0; i < n; i += EVIDENCE_ITEMS_MAX)
        daemon_say_evidence(d, v + i, n - i < EVIDENCE_ITEMS_MAX ? n - i : EVIDENCE_ITEMS_MAX);
}

static void hand_over_gone(struct daemon *d)
{
    if (d->n_gone > 0) hand_over(d, d->gone, d->n_gone);
    d->n_gone = 0;
    arena_reset(&d->gone_arena);
}

static size_t compare(struct daemon *d, const struct held *h, struct arena *a,
                      struct evidence_item *v, struct moment now)
{
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++) {
        const struct held_count *c = h->counts + i;
        struct daemon_tally *t = d->tallies + i;
        const struct element *e = d->in_force->rules.elements + i;
        if (!c->there || !element_map_has_counter(e->map)) continue;
        bool again = c->packets < t->packets; /* somebody put it there anew */
        uint64_t p = again ? c->packets : c->packets - t->packets;
        uint64_t b = again || c->bytes < t->bytes ? c->bytes : c->bytes - t->bytes;
        if (p > 0) mark(d, e);
        if (p > 0 && fill(a, d->in_force, e, p, b, d->counted, now, again ? "unknown" : "0", v + n))
            n++;
        *t = (struct daemon_tally){c->packets, c->bytes};
    }
    return n;
}

void daemon_count_seen(struct daemon *d, const struct held *h, struct moment at)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, (size_t)1 << 30);
    d->harvested = clock_monotonic_ms();
    struct evidence_item *v = d->tallies ? calloc(h->n + 1, sizeof *v) : NULL;
    if (!v) return;
    size_t n = compare(d, h, &a, v, at);
    hand_over_gone(d);
    hand_over(d, v, n);
    free(v);
    struct fault why = {0};
    if (used_save(d->used, &why) != OK) log_fault(d->log, LOG_ERROR, "use not kept", &why);
    d->counted = at;
}

void daemon_count(struct daemon *d)
{
    HELD_CLEANUP struct held h = {0};
    struct fault why = {0};
    struct moment now = clock_now(d->clock);
    if (!d->in_force || !d->tallies) return;
    if (held_read(&d->rules, &d->in_force->rules, false, now, &h, &why) != OK) {
        log_fault(d->log, LOG_ERROR, "not counted", &why);
        return;
    }
    daemon_count_seen(d, &h, now);
}

/* Elements that stay keep what was read of them. */
void daemon_count_moved(struct daemon *d, const struct plan *from, const struct plan *to,
                        struct daemon_tally *old)
{
    size_t i = 0, k = 0;
    while (old && i < from->rules.n_elements && k < to->rules.n_elements) {
        const struct element *x = from->rules.elements + i, *y = to->rules.elements + k;
        int c = element_cmp(x, y);
        if (c == 0 && x->until.ms == y->until.ms) d->tallies[k] = old[i];
        if (c <= 0) i++;
        if (c >= 0) k++;
    }
    hand_over_gone(d);
}
