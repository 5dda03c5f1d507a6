#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Count the paragraphs and items of the official text, once.

usage: articles_index.py TEXT > catalogue/hokkaido/articles/index.tsv

TEXT is the official text, hard-wrapped, one article after another. The output holds
numbers only: article, branch (10の2 is 10 and 2), paragraph, and the item numbers
printed in it ("1-18,20-30", or "-" when it has none). Only a heading that continues
the count of articles is one (a wrapped line may begin with a reference), likewise
paragraphs.
"""
import re
import sys

WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
ARTICLE = re.compile(r"第([0-9]+)条(?:の([0-9]+))?[ 　]")
PARAGRAPH = re.compile(r"([0-9]+)[ 　]")
ITEM = re.compile(r"\(([0-9]+)\)")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def follows(last, found):
    """Is `found` the next article after `last`, branches counted?"""
    return found in ((last[0] + 1, 0), (last[0], max(last[1] + 1, 2)))


def ranges(numbers):
    out = []
    for n in sorted(set(numbers)):
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return ",".join(f"{a}-{b}" if a != b else str(a) for a, b in out) or "-"


def read(lines):
    articles, last = [], (0, 0)
    for line in lines:
        line = line.strip().translate(WIDE)
        if line == "附 則":
            break
        m = ARTICLE.match(line)
        found = (int(m[1]), int(m[2] or 0)) if m else None
        if found and follows(last, found):
            articles.append((found, [[]]))
            last = found
        elif articles:
            paragraphs = articles[-1][1]
            m = PARAGRAPH.match(line)
            if m and int(m[1]) == len(paragraphs) + 1:
                paragraphs.append([])
            elif m := ITEM.match(line):
                paragraphs[-1].append(int(m[1]))
            elif line[:1] and line[0] in CIRCLED and found_plain(paragraphs[-1], line):
                paragraphs[-1].append(CIRCLED.index(line[0]) + 1)
    return articles


def found_plain(items, line):
    """Circled numbers stand for items only where there are no (1) (2) (article 128)."""
    n = CIRCLED.index(line[0]) + 1
    return n == len(items) + 1 and items == list(range(1, n))


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        articles = read(f)
    print("# Numbers only: article, branch, paragraph, items. Made by tools/articles_index.py.")
    print("article\tbranch\tparagraph\titems")
    for (number, branch), paragraphs in articles:
        for n, items in enumerate(paragraphs, 1):
            print(number, branch, n, ranges(items), sep="\t")


if __name__ == "__main__":
    main()
