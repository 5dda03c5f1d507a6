/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <string.h>

#include "ledger/tile.h"

static void paths_as_tlog_tiles_says(void **state)
{
    (void)state;
    static const struct {
        struct tile_id id;
        unsigned width;
        const char *path;
    } t[] = {
        {{0, 0}, 256, "tile/0/000"},
        {{0, 1234067}, 256, "tile/0/x001/x234/067"},
        {{1, 999}, 17, "tile/1/999.p/17"},
        {{63, 1000}, 1, "tile/63/x001/000.p/1"},
        {{0, UINT64_MAX}, 255, "tile/0/x018/x446/x744/x073/x709/x551/615.p/255"},
    };
    SB_CLEANUP struct sb b;
    sb_init(&b, 200);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        sb_reset(&b);
        assert_ok(tile_path(&b, t[i].id, t[i].width));
        assert_string_equal(b.p, t[i].path);
        struct tile_id id;
        unsigned width;
        assert_ok(tile_path_parse(sb_str(&b), &id, &width));
        assert_true(id.level == t[i].id.level && id.index == t[i].id.index && width == t[i].width);
    }
    assert_int_equal(tile_path(&b, (struct tile_id){0, 0}, 0), ERR_INVALID);
    assert_int_equal(tile_path(&b, (struct tile_id){0, 0}, 257), ERR_INVALID);
    static const char *const bad[] = {
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x00/000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/1/",
        "tile/0/000/",
        "tile/0/x001.p/1",
        "tile/0/0a0",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "Tile/0/000",
        "tile/entries/000",
        "/tile/0/000",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct tile_id id;
        unsigned width;
        if (tile_path_parse(str_z(bad[i]), &id, &width) == OK) fail_msg("taken: %s", bad[i]);
    }
}

struct stored {
    unsigned width;
    struct hash hash[TILE_WIDTH];
};
enum { TILES = 300 };
static struct stored store[3][TILES];

static err_t put(void *ctx, struct tile_id id, const struct hash *hashes, unsigned width)
{
    (void)ctx;
    assert_true(id.level < 3 && id.index < TILES);
    memcpy(store[id.level][id.index].hash, hashes, width * sizeof *hashes);
    store[id.level][id.index].width = width;
    return OK;
}

static err_t get(void *ctx, struct tile_id id, unsigned width, struct hash *ret)
{
    (void)ctx;
    assert_true(id.level < 3 && id.index < TILES && store[id.level][id.index].width >= width);
    memcpy(ret, store[id.level][id.index].hash, width * sizeof *ret);
    return OK;
}

/* The specification's own example: 70,000 leaves; built in uneven steps, each
 * with a builder started anew from what is stored. */
static void seventy_thousand_leaves_in_uneven_steps(void **state)
{
    (void)state;
    struct merkle_peaks peaks = {0};
    static struct tile_builder b;
    uint64_t n = 0;
    for (uint64_t step = 1; n < 70000; step = step * 3 + 1) {
        assert_ok(tile_builder_init(&b, n, get, NULL));
        b.put = put;
        for (uint64_t i = 0; i < step && n < 70000; i++, n++) {
            char text[8];
            memcpy(text, &n, sizeof text);
            struct hash h = merkle_leaf((struct str){text, sizeof text});
            merkle_peaks_add(&peaks, &h);
            assert_ok(tile_builder_add(&b, &h));
        }
        assert_ok(tile_builder_flush(&b));
        struct hash want = merkle_peaks_root(&peaks), got = tile_builder_root(&b);
        assert_true(merkle_eq(&want, &got));
    }
    assert_int_equal(store[0][272].width, 256);
    assert_int_equal(store[0][273].width, 112);
    assert_int_equal(store[1][0].width, 256);
    assert_int_equal(store[1][1].width, 17);
    assert_int_equal(store[2][0].width, 1);
}

static void widths_of_levels(void **state)
{
    (void)state;
    assert_true(tile_level_width(0, 70000) == 70000);
    assert_true(tile_level_width(1, 70000) == 273);
    assert_true(tile_level_width(2, 70000) == 1);
    assert_true(tile_level_width(7, UINT64_MAX) == 255);
    assert_true(tile_level_width(8, UINT64_MAX) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_as_tlog_tiles_says),
        cmocka_unit_test(seventy_thousand_leaves_in_uneven_steps),
        cmocka_unit_test(widths_of_levels),
    };
    return cmocka_run_group_tests_name("tile", tests, NULL, NULL);
}
