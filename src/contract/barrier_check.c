/* SPDX-License-Identifier: Apache-2.0
 * What only the whole of barrier.yaml shows: where the model of 自治体情報システム強靱化 wants the
 * main terminals, the important systems and the ways out. */
#include "contract/barrier_load.h"

static bool alpha(const struct barrier *b)
{
    return b->model == MODEL_ALPHA || b->model == MODEL_ALPHA_PRIME;
}

static void check_host(struct barrier_load *l, size_t i)
{
    const struct barrier_host *h = &l->b->hosts[i];
    if (h->zone == BARRIER_NONE) return;
    enum barrier_zone_kind zone = l->b->zones[h->zone].kind;
    enum barrier_zone_kind main = alpha(l->b) ? ZONE_LGWAN : ZONE_INTERNET;
    const char *model = barrier_model_names[l->b->model];
    if (h->main && zone != main)
        barrier_load_fault(l, barrier_load_item(l, "hosts", i, "main"), "barrier.model_main",
                           "%s" FS "%s" FS "%s", h->name, model, barrier_zone_kinds[main]);
    if (h->important && zone == ZONE_INTERNET && l->b->model != MODEL_BETA_PRIME)
        barrier_load_fault(l, barrier_load_item(l, "hosts", i, "important"),
                           "barrier.model_important", "%s" FS "%s", h->name, model);
}

static void check_clouds(struct barrier_load *l)
{
    size_t clouds = 0;
    for (size_t i = 0; i < l->b->n_peers; i++) {
        if (l->b->peers[i].kind != PEER_CLOUD) continue;
        clouds++;
        if (l->b->model == MODEL_ALPHA)
            barrier_load_fault(l, barrier_load_item(l, "peers", i, "kind"), "barrier.model_cloud",
                               "%s", l->b->peers[i].name);
    }
    if (l->b->model == MODEL_ALPHA_PRIME && clouds == 0)
        barrier_load_fault(l, yaml_get(l->root, "model"), "barrier.model_no_cloud", NULL);
}

static void check_model(struct barrier_load *l)
{
    bool important = false;
    for (size_t i = 0; i < l->b->n_hosts; i++) {
        check_host(l, i);
        int zone = l->b->hosts[i].zone;
        important = important || (l->b->hosts[i].important && zone != BARRIER_NONE &&
                                  l->b->zones[zone].kind == ZONE_INTERNET);
    }
    check_clouds(l);
    const struct yaml *model = yaml_get(l->root, "model"),
                      *review = yaml_get(l->root, "external_review");
    if (l->b->model == MODEL_BETA_PRIME && !review)
        barrier_load_fault(l, model, "barrier.model_review", NULL);
    if (l->b->model == MODEL_BETA_PRIME && !important)
        barrier_load_fault(l, model, "barrier.model_nothing_important", NULL);
}

void barrier_check(struct barrier_load *l)
{
    int64_t days = 14;
    (void)barrier_load_number(l, yaml_get(l->root, "warn_days"), 1, 366, &days);
    l->b->warn_days = (int32_t)days;
    const struct yaml *review = yaml_get(l->root, "external_review");
    if (review) {
        struct fault why;
        if (review->kind != YAML_WORD ||
            day_parse(review->text, &l->b->external_review, &why) != OK)
            barrier_load_fault(l, review, "barrier.want_day", NULL);
        else
            l->b->has_external_review = true;
    }
    if (l->b->model < MODELS) check_model(l);
}
