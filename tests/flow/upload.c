/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that come with a form, as the web layer hands them over.
 */
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "world.h"

static const struct flow_upload *find(const struct world *w, const char *name)
{
    for (size_t i = 0; i < w->n_uploads; i++) {
        if (strcmp(w->uploads[i].name, name) == 0) return &w->uploads[i];
    }
    world_fail(w, "no file is called '%s'", name);
}

bool upload_line(struct world *w, const struct words *words)
{
    if (!words_is(words, 0, "file")) return false;
    if (w->n_uploads == ARRAY_LEN(w->uploads)) world_fail(w, "too many files");
    struct flow_upload *u = &w->uploads[w->n_uploads++];
    *u = (struct flow_upload){.name = words_at(words, 1), .bytes = words_at(words, 2)};
    uint8_t raw[SHA256_LEN];
    sha256(str_z(u->bytes), raw);
    for (size_t i = 0; i < SHA256_LEN; i++) (void)snprintf(u->sha256 + 2 * i, 3, "%02x", raw[i]);
    (void)snprintf(u->id, sizeof u->id, "%032zx", w->n_uploads);
    return true;
}

json_t *upload_value(const struct world *w, const char *name)
{
    const struct flow_upload *u = find(w, name);
    return json_pack("[{s:s, s:s, s:I, s:s}]", "id", u->id, "name", u->name, "size",
                     (json_int_t)strlen(u->bytes), "sha256", u->sha256);
}

/* The page of a person offers it, with its hash. */
static bool offered(const json_t *rows, const char *id, const char *sha256)
{
    size_t i, k;
    json_t *row, *file;
    json_array_foreach((json_t *)rows, i, row)
    {
        json_array_foreach(json_object_get(row, "files"), k, file)
        {
            const char *has = json_string_value(json_object_get(file, "id")),
                       *hash = json_string_value(json_object_get(file, "sha256"));
            if (has && hash && strcmp(has, id) == 0 && strcmp(hash, sha256) == 0) return true;
        }
    }
    return false;
}

void upload_expect(struct world *w, const struct words *words, bool no)
{
    const struct flow_upload *u = find(w, words_at(words, 3));
    const char *who = words_after(words, 4, "for");
    json_t *page = NULL;
    err_t e = matters_view(&w->office, person_id(world_id(w, NAME_PERSON, who ? who : "関")),
                           matter_id(world_id(w, NAME_MATTER, words_at(words, 2))), LANG_JA, &page);
    bool found = e == OK && offered(json_object_get(page, "fields"), u->id, u->sha256);
    size_t i;
    json_t *act;
    json_array_foreach(json_object_get(page, "timeline"), i, act)
        found = found || offered(json_object_get(act, "answers"), u->id, u->sha256);
    json_decref(page);
    if (found == no) world_fail(w, no ? "the file is there" : "the file is not there");
}
