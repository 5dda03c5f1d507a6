/* SPDX-License-Identifier: Apache-2.0
 * The search key; apart from utf8.c because it alone needs the Unicode tables. */
#include <stdlib.h>

#include <utf8proc.h>

#include "base/utf8.h"

struct variant {
    uint32_t from, to;
};

/* Variants of one character in names, which NFKC leaves apart. Sorted. */
static const struct variant variants[] = {
    {0x4E9E, 0x4E9C},  /* 亞 亜 */
    {0x4F86, 0x6765},  /* 來 来 */
    {0x5047, 0x4EEE},  /* 假 仮 */
    {0x51A8, 0x5BCC},  /* 冨 富 */
    {0x51DB, 0x51DC},  /* 凛 凜 */
    {0x5340, 0x533A},  /* 區 区 */
    {0x570B, 0x56FD},  /* 國 国 */
    {0x5713, 0x5186},  /* 圓 円 */
    {0x5718, 0x56E3},  /* 團 団 */
    {0x58EF, 0x58EE},  /* 壯 壮 */
    {0x58FD, 0x5BFF},  /* 壽 寿 */
    {0x5B78, 0x5B66},  /* 學 学 */
    {0x5BE6, 0x5B9F},  /* 實 実 */
    {0x5C19, 0x5C1A},  /* 尙 尚 */
    {0x5D8B, 0x5CF6},  /* 嶋 島 */
    {0x5D8C, 0x5CF6},  /* 嶌 島 */
    {0x5DBD, 0x5CB3},  /* 嶽 岳 */
    {0x5DE2, 0x5DE3},  /* 巢 巣 */
    {0x5EE3, 0x5E83},  /* 廣 広 */
    {0x5F4C, 0x5F25},  /* 彌 弥 */
    {0x5FB7, 0x5FB3},  /* 德 徳 */
    {0x60E0, 0x6075},  /* 惠 恵 */
    {0x61C9, 0x5FDC},  /* 應 応 */
    {0x6236, 0x6238},  /* 戶 戸 */
    {0x66FB, 0x6607},  /* 曻 昇 */
    {0x66FD, 0x66FE},  /* 曽 曾 */
    {0x6703, 0x4F1A},  /* 會 会 */
    {0x6852, 0x6851},  /* 桒 桑 */
    {0x689D, 0x6761},  /* 條 条 */
    {0x69AE, 0x6804},  /* 榮 栄 */
    {0x69C7, 0x69D9},  /* 槇 槙 */
    {0x69D7, 0x6A4B},  /* 槗 橋 */
    {0x6A9C, 0x6867},  /* 檜 桧 */
    {0x6AFB, 0x685C},  /* 櫻 桜 */
    {0x6C23, 0x6C17},  /* 氣 気 */
    {0x6DF8, 0x6E05},  /* 淸 清 */
    {0x6E0A, 0x6DF5},  /* 渊 淵 */
    {0x6E15, 0x6DF5},  /* 渕 淵 */
    {0x6FA4, 0x6CA2},  /* 澤 沢 */
    {0x6FF1, 0x6D5C},  /* 濱 浜 */
    {0x6FF5, 0x6D5C},  /* 濵 浜 */
    {0x7028, 0x702C},  /* 瀨 瀬 */
    {0x771E, 0x771F},  /* 眞 真 */
    {0x79AE, 0x793C},  /* 禮 礼 */
    {0x7C60, 0x7BED},  /* 籠 篭 */
    {0x7E23, 0x770C},  /* 縣 県 */
    {0x7E3D, 0x7DCF},  /* 總 総 */
    {0x81FA, 0x53F0},  /* 臺 台 */
    {0x8218, 0x9928},  /* 舘 館 */
    {0x8229, 0x8239},  /* 舩 船 */
    {0x842C, 0x4E07},  /* 萬 万 */
    {0x8597, 0x5712},  /* 薗 園 */
    {0x85CF, 0x8535},  /* 藏 蔵 */
    {0x865F, 0x53F7},  /* 號 号 */
    {0x8B8A, 0x5909},  /* 變 変 */
    {0x8C50, 0x8C4A},  /* 豐 豊 */
    {0x9089, 0x8FBA},  /* 邉 辺 */
    {0x908A, 0x8FBA},  /* 邊 辺 */
    {0x9115, 0x90F7},  /* 鄕 郷 */
    {0x93AD, 0x93AE},  /* 鎭 鎮 */
    {0x9435, 0x9244},  /* 鐵 鉄 */
    {0x95DC, 0x95A2},  /* 關 関 */
    {0x975C, 0x9759},  /* 靜 静 */
    {0x9AD9, 0x9AD8},  /* 髙 高 */
    {0x9ED1, 0x9ED2},  /* 黑 黒 */
    {0x9F4A, 0x6589},  /* 齊 斉 */
    {0x9F4B, 0x658E},  /* 齋 斎 */
    {0x9F8D, 0x7ADC},  /* 龍 竜 */
    {0xFA11, 0x5D0E},  /* 﨑 崎 */
    {0xFA23, 0x8D73},  /* 﨣 赳 */
    {0x20BB7, 0x5409}, /* 𠮷 吉 */
    {0x2363A, 0x6A4B}, /* 𣘺 橋 */
};

static int by_from(const void *key, const void *at)
{
    const uint32_t *cp = key;
    const struct variant *v = at;
    return (*cp > v->from) - (*cp < v->from);
}

static uint32_t fold(uint32_t cp)
{
    if ((cp >= 0x30A1 && cp <= 0x30F6) || cp == 0x30FD || cp == 0x30FE) return cp - 0x60;
    const struct variant *v =
        bsearch(&cp, variants, ARRAY_LEN(variants), sizeof variants[0], by_from);
    return v ? v->to : cp;
}

static bool is_blank(uint32_t cp)
{
    const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)cp);
    return cp == '\t' || cp == '\n' || cp == '\r' || p->category == UTF8PROC_CATEGORY_ZS ||
           p->category == UTF8PROC_CATEGORY_ZL || p->category == UTF8PROC_CATEGORY_ZP;
}

/* Kana, ideographs, their punctuation: script that is written without blanks. */
static bool is_cjk(uint32_t cp)
{
    return (cp >= 0x2E80 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) ||
           (cp >= 0x20000 && cp <= 0x3FFFF);
}

static void add_folded(struct sb *out, struct str s)
{
    bool blank_seen = false;
    uint32_t cp, last = 0;
    while (s.n > 0 && utf8_next(&s, &cp) == OK) {
        if (is_blank(cp)) {
            blank_seen = true;
            continue;
        }
        cp = fold(cp);
        if (blank_seen && last != 0 && !is_cjk(last) && !is_cjk(cp)) sb_addc(out, ' ');
        utf8_add(out, cp);
        blank_seen = false;
        last = cp;
    }
}

err_t utf8_search_key(struct sb *out, struct str s)
{
    if (!utf8_valid(s, 0)) return ERR_INVALID;
    if (s.n > out->max) return ERR_TOO_BIG; /* bounds what the library allocates */
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t n = utf8proc_map(
        (const utf8proc_uint8_t *)(s.p ? s.p : ""), (utf8proc_ssize_t)s.n, &mapped,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    if (n == UTF8PROC_ERROR_NOMEM) return ERR_NOMEM;
    if (n == UTF8PROC_ERROR_OVERFLOW) return ERR_TOO_BIG;
    if (n < 0) return ERR_INVALID;
    add_folded(out, (struct str){(const char *)mapped, (size_t)n});
    free(mapped);
    return sb_end(out);
}
