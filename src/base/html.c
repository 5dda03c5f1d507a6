/* SPDX-License-Identifier: Apache-2.0 */
#include "base/html.h"

#include "base/utf8.h"

void html_init(struct html_sb *h, size_t max)
{
    sb_init(&h->sb, max);
}

void html_release(struct html_sb *h)
{
    sb_release(&h->sb);
}

void html_reset(struct html_sb *h)
{
    sb_reset(&h->sb);
}

void html_add(struct html_sb *h, struct html part)
{
    sb_add(&h->sb, part.s);
}

/* What stands for a character that must not stand itself; NULL: it may. */
static const char *entity(uint32_t cp)
{
    switch (cp) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return NULL;
    default:
        return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) ? "\xEF\xBF\xBD" : NULL;
    }
}

void html_escape(struct sb *b, struct str text)
{
    const char *from = text.p;
    while (text.n > 0) {
        const char *at = text.p;
        uint32_t cp;
        const char *instead = "\xEF\xBF\xBD";
        if (utf8_next(&text, &cp) == OK)
            instead = entity(cp);
        else
            text = str_skip(text, 1);
        if (!instead) continue;
        sb_add(b, (struct str){from, (size_t)(at - from)});
        sb_addz(b, instead);
        from = text.p;
    }
    if (from) sb_add(b, (struct str){from, (size_t)(text.p - from)});
}

void html_text(struct html_sb *h, struct str text)
{
    html_escape(&h->sb, text);
}

void html_textz(struct html_sb *h, const char *text)
{
    html_text(h, str_z(text));
}

void html_i64(struct html_sb *h, int64_t v)
{
    sb_add_i64(&h->sb, v);
}

void html_lines(struct html_sb *h, struct str text)
{
    while (text.p) {
        struct str line = str_cut(&text, '\n');
        if (line.n > 0 && line.p[line.n - 1] == '\r') line.n--;
        html_text(h, line);
        if (text.p) html_add(h, html_lit("<br>"));
    }
}

void html_attr(struct html_sb *h, const char *name, struct str value)
{
    for (const char *p = name; *p || p == name; p++) {
        if ((*p >= 'a' && *p <= 'z') || (*p == '-' && p > name)) continue;
        if (h->sb.err == OK) h->sb.err = ERR_BUG;
        return;
    }
    sb_addf(&h->sb, " %s=\"", name);
    html_text(h, value);
    sb_addc(&h->sb, '"');
}

struct html html_view(const struct html_sb *h)
{
    return (struct html){sb_str(&h->sb)};
}

err_t html_end(const struct html_sb *h)
{
    return sb_end(&h->sb);
}
