/* SPDX-License-Identifier: Apache-2.0
 *
 * load.h: what every reader of a catalogue file uses: faults gathered with their
 * places (all of them, not only the first), maps whose keys are checked, names,
 * texts in both languages, articles. Internal to src/catalogue.
 *
 * A reader never stops at a fault: it reports, leaves the value empty and goes on.
 * When memory runs out `err` stays ERR_NOMEM, allocations give NULL and what is
 * read becomes empty; the caller asks at the end.
 */
#ifndef SEKIMORI_CATALOGUE_LOAD_H
#define SEKIMORI_CATALOGUE_LOAD_H

#include "catalogue/catalogue.h"
#include "catalogue/near.h"
#include "wire/yaml.h"

/* Of one file of a catalogue. */
#define LOAD_YAML_LIMITS                                                                           \
    (&(const struct yaml_limits){.bytes = 256 * 1024, .depth = 12, .nodes = 20000})
enum { LOAD_FAULTS_MAX = 200, LOAD_NAME_MAX = 63 };

struct load_faults {
    struct fault *v;
    size_t n, cap;
    err_t err; /* ERR_NOMEM when one could not be kept */
};
void load_faults_release(struct load_faults *f);
/* In the order of file, line and column. */
void load_faults_sort(struct load_faults *f);

struct load {
    struct arena *a;
    const struct catalogue *c; /* what names are looked up in */
    const char *file;          /* being read; as it is to be named in messages */
    struct load_faults *faults;
    bool stored; /* an older version: words, clocks, readings and articles may be gone since */
    err_t err;
};

void *load_alloc(struct load *l, size_t count, size_t size);
#define LOAD_ARRAY(l, type, count) ((type *)load_alloc((l), (count), sizeof(type)))
const char *load_strz(struct load *l, struct str s); /* NULL without memory */

struct place load_place(const struct load *l, const struct yaml *y);
/* The place `offset` bytes into the word. */
struct place load_place_in(const struct load *l, const struct yaml *y, size_t offset);
/* args in fmt as for fault_set. */
void load_fault(struct load *l, struct place at, const char *id, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* One that is complete but for the file. */
void load_fault_add(struct load *l, const struct fault *f);
/* The word is none of those known; the nearest is offered. */
void load_unknown(struct load *l, struct place at, enum unknown what, struct str word,
                  const char *const *known, size_t n);

/* --- values: each reports its own fault; y == NULL (absent) reports nothing --------- */

struct load_key {
    const char *name;
    bool required;
};
/* y is a map with these keys and no others, each once. False when it is no map. */
bool load_map(struct load *l, const struct yaml *y, const struct load_key *keys, size_t n);
/* y is a map from names chosen by the writer; each once and well formed. */
bool load_name_map(struct load *l, const struct yaml *y);
/* y is a map whose keys the caller looks at; each stands once. */
bool load_any_map(struct load *l, const struct yaml *y);
bool load_list(struct load *l, const struct yaml *y);
bool load_word(struct load *l, const struct yaml *y, struct str *ret); /* a word, not empty */
const char *load_name(struct load *l, const struct yaml *y);
const char *load_text(struct load *l, const struct yaml *y); /* one line of text */
bool load_is_name(struct str s);
void load_text2(struct load *l, const struct yaml *y, struct text2 *ret);
void load_text2_keys(struct load *l, const struct yaml *y,
                     struct text2 *ret);             /* ja:, en: beside others */
bool load_yes(struct load *l, const struct yaml *y); /* yes or no; absent = no */
bool load_number(struct load *l, const struct yaml *y, int64_t min, int64_t max, int64_t *ret);
/* A word or a list of words. */
struct load_words {
    const struct yaml *v;
    size_t n;
};
struct load_words load_words(const struct yaml *y);
const char *const *load_names(struct load *l, const struct yaml *y, size_t *ret_n);
/* "field.x": the x, or NULL. */
const char *load_field_name(struct load *l, const struct yaml *y);

#endif
