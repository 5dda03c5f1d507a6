/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/document.h"

#include <stdlib.h>

#include "base/codec_rows.h"

static const struct codec_member pair_members[] = {
    ROW_TEXT_NEEDED(document_pair, name, "name", DOCUMENT_NAME_MAX),
    ROW_TEXT_NEEDED(document_pair, value, "value", DOCUMENT_TEXT_MAX),
    {.type = CODEC_END}};
const struct codec document_pair_codec = {sizeof(struct document_pair), pair_members};

static err_t append(struct sb *to, const json_t *o, struct fault *why)
{
    char *text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
    if (!text) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    sb_addz(to, text);
    free(text);
    return sb_end(to);
}

err_t document_write(struct sb *to, const char *name, const struct codec *c, const void *from,
                     struct fault *why)
{
    json_t *o = NULL;
    TRY(codec_encode(c, from, &o, why));
    err_t e = OK;
    if (json_object_set_new(o, "document", json_string(name)) != 0 ||
        json_object_set_new(o, "v", json_integer(DOCUMENT_VERSION)) != 0)
        e = fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    if (e == OK) e = append(to, o, why);
    json_decref(o);
    return e;
}

static err_t check_kind(const char *name, const json_t *o, struct fault *why)
{
    const char *is = json_string_value(json_object_get(o, "document"));
    const json_t *v = json_object_get(o, "v");
    if (!is || !str_eqz(str_z(name), is))
        return fault_set(why, ERR_INVALID, "contract.other_document", "%s", name);
    if (!json_is_integer(v) || json_integer_value(v) != DOCUMENT_VERSION)
        return fault_set(why, ERR_INVALID, "contract.version", "%s" FS "%d", name,
                         DOCUMENT_VERSION);
    return OK;
}

err_t document_read(const char *name, const struct codec *c, struct arena *a, struct str text,
                    size_t max, void *to, struct fault *why)
{
    json_t *o = NULL;
    TRY(codec_parse(text, max, &o, why));
    err_t e = check_kind(name, o, why);
    if (e == OK) e = codec_decode(c, a, o, to, why);
    json_decref(o);
    return e;
}
