/* SPDX-License-Identifier: Apache-2.0
 *
 * standard_view.h: the official text as JSON for pages and the API. Each gives a new object
 * (caller json_decref) that is whole or not there; texts for people in `lang`. The text is for
 * everybody who may sign in. Keys: docs/api.md, "The standard".
 *
 * version: an id, or 0 for the one in force today. ERR_NOT_FOUND: no such version (none imported:
 * show the page without text), no such article.
 *
 * A key names what a page shows: "10-2" is 第10条の2, "s11" the eleventh 附則, "a1" the first
 * 別表 or 様式; its page is /articles/<key>. Anchors there: p2 (paragraph), p2-i3 (its third item),
 * p2-i3-s1-s2 (below it), all by position, since printed numbers may occur twice.
 */
#ifndef SEKIMORI_OFFICE_STANDARD_VIEW_H
#define SEKIMORI_OFFICE_STANDARD_VIEW_H

#include "office/matters.h"

/* {"versions": [version...]} the newest effective day first; "in_force": id or null.
 * version: id, title, effective (day), until (day; null: no later one), in_force, imported
 * (moment), digest, bytes, encoding, articles, findings, href. */
MUST_CHECK err_t standard_view_versions(const struct office *, enum lang, json_t **ret);

/* {"version": {...}, "history": [line...], "counts": {"part": 4, ...},
 *  "sections": [{"level": "chapter", "depth": 1, "anchor": "h1-2", "label": "第２章",
 *                "caption": "組織体制", "text": spans or null,
 *                "articles": [{"key": "10-2", "number": "10の2", "label": "第10条の２",
 *                              "caption": "...", "href": "/articles/10-2", "deleted": false,
 *                              "findings": 0}]}],
 *  "supplements": [the same as articles], "appendices": [the same],
 *  "findings": [finding...]}
 * A section without level holds articles that stand under no heading.
 * finding: kind, line, place, href (null: of the whole text), words, text. */
MUST_CHECK err_t standard_view_tree(const struct office *, int64_t version, enum lang,
                                    json_t **ret);

/* key in any notation: 10の2, 第十条の二, 10-2, s11, a1.
 * {"version", "key", "number", "label", "caption", "place", "deleted", "implicit_only",
 *  "path": [{"level", "label", "caption", "href"}],
 *  "previous", "next": {"key", "label", "caption", "href"} or null,
 *  "paragraphs": [{"anchor": "p1", "label": "", "number": 1, "caption": null, "place": "第2条",
 *                  "spans": spans, "rows": [{"level": "item", "depth": 1, "anchor", "label",
 *                                            "caption", "place", "spans"}]}],
 *  "cited_by": [{"place", "href", "label", "caption", "applies"}],
 *  "applies": [{"place", "href", "via"}],   what is applied (準用), also through others
 *  "lines": [...],                          of an appendix, else null
 *  "findings": [finding...]}
 * spans: [{"text", "href" or null, "place" or null, "outside", "applies"}]: the text in pieces;
 * all "text" together are the paragraph. Where a table stands in it, beside each "spans" there are
 * "parts": [{"table": true, "table_rows": [{"cells": [{"spans"}]}]}, a table
 *           {"table_lines": ["..."]},                        lines that are no even table
 *           {"spans"}]                                       words behind it
 * with [] for what a part is not; else "parts" is empty. */
MUST_CHECK err_t standard_view_article(const struct office *, int64_t version, const char *key,
                                       enum lang, json_t **ret);

/* 新旧対照表, article by article.
 * {"from": version, "to": version, "counts": {"same", "changed", "added", "removed", "moved"},
 *  "rows": [{"change": "changed", "words": true, "old": side or null, "new": side or null,
 *            "lines": [...] or null}]}
 * side: as an article in a list. moved: another number; words: the words differ (too). Rows run in
 * the order of the new text; what was removed stands where it stood. with_lines: "lines" of each
 * row whose words differ, as standard_view_compare_article has them; else null. */
MUST_CHECK err_t standard_view_compare(const struct office *, int64_t from, int64_t to,
                                       bool with_lines, enum lang, json_t **ret);
/* One article of that list by its key in the new text (of_old: in the old one, which names what was
 * removed), line by line: {"from", "to", "change", "words", "old", "new",
 * "lines": [{"change", "old": line or null, "new": line or null}]}
 * line: level, depth, label, caption, caption_changed, spans [{"text", "changed"}]. */
MUST_CHECK err_t standard_view_compare_article(const struct office *, int64_t from, int64_t to,
                                               const char *key, bool of_old, enum lang,
                                               json_t **ret);

#endif
