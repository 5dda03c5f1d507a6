/* SPDX-License-Identifier: Apache-2.0
 * expr_scene.h: a procedure with fields of every kind, for conditions to speak of. */
#ifndef SEKIMORI_TESTS_EXPR_SCENE_H
#define SEKIMORI_TESTS_EXPR_SCENE_H

#include "catalogue/expr_tree.h"

static const struct option scene_abc[] = {
    {"a", {"甲", "A"}}, {"b", {"乙", "B"}}, {"c", {"丙", "C"}}};
static const struct field scene_fields[] = {
    {.name = "p", .type = FIELD_CHOICE, .required = true, .options = scene_abc, .n_options = 3},
    {.name = "q", .type = FIELD_CHOICE, .options = scene_abc, .n_options = 3},
    {.name = "y", .type = FIELD_YES_NO, .required = true},
    {.name = "z", .type = FIELD_YES_NO},
    {.name = "n", .type = FIELD_NUMBER, .min = 0, .max = 9},
    {.name = "m", .type = FIELD_NUMBER, .min = 0, .max = 9},
    {.name = "d", .type = FIELD_DAY},
    {.name = "t", .type = FIELD_MOMENT},
    {.name = "u", .type = FIELD_MOMENT},
    {.name = "s", .type = FIELD_TEXT, .max_chars = 20},
    {.name = "r", .type = FIELD_PARAGRAPH, .max_chars = 20},
    {.name = "e", .type = FIELD_ENTRIES, .book = "media"},
    {.name = "k", .type = FIELD_DIVISION},
};
static const struct field scene_result[] = {{.name = "fine", .type = FIELD_YES_NO}};
static const struct step scene_steps[] = {{.name = "asked", .form = scene_result, .n_form = 1}};
static const struct field scene_sheet[] = {{.name = "agrees", .type = FIELD_YES_NO}};
static const struct field scene_entry[] = {
    {.name = "found", .type = FIELD_CHOICE, .options = scene_abc, .n_options = 3}};
static const struct procedure scene = {
    .fields = scene_fields,
    .n_fields = ARRAY_LEN(scene_fields),
    .steps = scene_steps,
    .n_steps = 1,
    .campaign = {.present = true,
                 .entry_form = scene_entry,
                 .n_entry_form = 1,
                 .sheet = {.name = "sheet", .form = scene_sheet, .n_form = 1}},
};

#endif
