# SPDX-License-Identifier: Apache-2.0
"""The catalogue's articles beside the official text, paragraph by paragraph.

usage: articles.py SEKIMORI TEXT      (SEKIMORI_STANDARD_TEXT names another place of the text)

Our words are written anew; how strongly a paragraph binds, whom, when and under which caption is
not ours to choose. This reads the text by itself (with nothing of src/standard) and compares.
Where the text is not at hand only the reading of sentences is tested, and the rest is skipped.
"""
import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests'), str(ROOT / 'tools')]
import articles_index  # noqa: E402
import tap  # noqa: E402

PROGRAM, TEXT = sys.argv[1], pathlib.Path(os.environ.get('SEKIMORI_STANDARD_TEXT') or sys.argv[2])

# Strong enough that the text may not say more.
RANK = {'states': 0, 'may': 1, 'should': 2, 'must': 3, 'must_not': 3}

# What the text binds or empowers with without one of the usual words. Each was read by a person.
NO_FORCE_WORD = {
    '6(5)': 'must',         # 明確化する: the same duty as 15(1), in the plain present
    '6(6)': 'must',         # CISOは ... 置く
    '8(1)': 'may',          # 権限を有する
    '8(2)': 'may',          # 権限を有する
    '10の2(3)': 'must',     # 担うものとする
    '17(1)': 'may',         # 権限を有する
    '60(2)': 'must',        # 求めるものとする
    '142(3)': 'must_not',   # 拒否することができない
    '144(4)': 'must',       # 定めることとし
    '146(2)': 'may',        # 定めることを妨げない
    '165(3)': 'must',       # 選定するものとする
}
# Whose first half binds more than the 努めなければならない at the end of the sentence.
STRONGER_THAN_ITS_WORD = {
    '130(1)': 'must',       # 保存するとともに ... 努めなければならない
    '140(4)': 'must',       # 要否を判断し ... 努めなければならない
}

CLOCKS = [('直ちに', 'immediately'), ('即座に', 'instantly'), ('速やかに', 'promptly'),
          ('遅滞なく', 'without_delay'), ('あらかじめ', 'beforehand'), ('事前に', 'beforehand'),
          ('常時', 'always'), ('常に', 'always'), ('随時', 'any_time'), ('必要に応じ', 'as_needed'),
          ('定期的', 'periodically'), ('毎年度', 'each_fiscal_year'), ('毎年(?!度)', 'each_year')]
NOT_A_CLOCK = {
    '49(2)': {'any_time'},    # 随時点検: the name of the inspection
    '164(2)': {'as_needed'},  # of what the contract can say, not of the duty
}

# Titles the text uses for a role beside the one of its own article.
TITLES = {'ciso': ['CISO'], 'deputy_ciso': ['副CISO'],
          'head_security_officer': ['情報セキュリティ統括責任者', '統括情報セキュリティ管理者'],
          'audit_officer': ['情報セキュリティ監査統括責任者']}
# Whom a paragraph binds without naming the role.
NAMED_OTHERWISE = {
    '5の2(1)': 'outsider',             # 前条により同意した者
    '9(6)': 'outsider',                # 第５条に同意した者
    '25(2)': 'covered_person',         # 廃棄を行う者
    '25(3)': 'covered_person',
    '80(3)': 'outsider',               # 外部委託事業者
    '144(4)': 'head_security_officer',  # the guideline of 8(1)
    '147(1)': 'continuity_planner',    # the maker of the plan, unnamed
}
SHARED_RUN = 64  # longer runs of the text's letters are a copy; the longest lists of roles have 61


def plain(text):
    """Width folded and blanks gone: the text mixes both."""
    return re.sub(r'\s', '', unicodedata.normalize('NFKC', text))


def text_forces(text):
    """The force words of a paragraph."""
    found = set()
    if '努めなければな' in text:
        found.add('should')
    if re.search(r'(?<!努めな)ければな(?:ら|い)|なけばなら', text):
        found.add('must')
    if re.search(r'[てで]はならない|ことは(?:出来|でき)ない', text):
        found.add('must_not')
    if re.search(r'できる(?:ものとする)?(?:。|\(|$)', text):
        found.add('may')
    return found


def expected_forces(number, text):
    """Which of our forces are right for it."""
    if number in NO_FORCE_WORD:
        return {NO_FORCE_WORD[number]}
    if number in STRONGER_THAN_ITS_WORD:
        return {STRONGER_THAN_ITS_WORD[number]}
    found = text_forces(text)
    if not found:
        # What applies other paragraphs anew binds as they do.
        return {'must'} if '準用する' in text else {'states'}
    top = max(RANK[f] for f in found)
    return {f for f in found if RANK[f] == top}


def text_clocks(text):
    return {word for pattern, word in CLOCKS if re.search(pattern, text)}


OUR_WORDS = {'must': r'なければな(?:り|ら)', 'should': '努め', 'may': r'でき|権限|差し支え',
             'must_not': r'はなり?ません|はならず|できません|守らなければなりません'}


class Paragraph:
    def __init__(self, number, article, text):
        self.number, self.article, self.text = number, article, text


@functools.cache
def official():
    """The paragraphs and captions of the text."""
    if not TEXT.is_file():
        raise tap.Skip('the official text is not at hand')
    return read(TEXT.read_text(encoding='utf-8').splitlines())


def read(lines):
    captions, parts, last, before = {}, {}, (0, 0), ''
    for line in lines:
        line = line.strip().translate(articles_index.WIDE)
        if not line:
            continue
        if re.match(r'附\s*則$', line):
            break
        m = articles_index.ARTICLE.match(line)
        found = (int(m[1]), int(m[2] or 0)) if m else None
        if found and articles_index.follows(last, found):
            last = found
            article = f'{found[0]}の{found[1]}' if found[1] else str(found[0])
            parts[article] = [[line[m.end():]]]
            captions[article] = before[1:-1] if re.fullmatch(r'[（(].*[）)]', before) else None
        elif parts:
            paragraphs = parts[article]
            m = articles_index.PARAGRAPH.match(line)
            if m and int(m[1]) == len(paragraphs) + 1:
                paragraphs.append([line[m.end():]])
            else:
                paragraphs[-1].append(line)
        before = line
    paragraphs = []
    for article, found in parts.items():
        for n, part in enumerate(found, 1):
            words = [x for x in part if not re.match(r'第[0-9]+[編章款]\s|[（(][^）)]*[）)]$', x)]
            paragraphs.append(Paragraph(f'{article}({n})', article, plain(''.join(words))))
    return paragraphs, captions


@functools.cache
def ours():
    out = subprocess.run([PROGRAM, 'catalogue', 'coverage', str(ROOT / 'catalogue/hokkaido'), '--json'],
                         capture_output=True, text=True, timeout=60, check=True).stdout
    articles = json.loads(out)['articles']
    paragraphs = {f"{a['number']}({p['paragraph']})": p for a in articles for p in a['paragraphs']}
    return paragraphs, {a['number']: a['caption'] for a in articles}


@functools.cache
def titles():
    """What the text calls each role that some paragraph binds."""
    found = {}
    for p in ours()[0].values():
        for w in p['who']:
            found[w['role']] = [plain(t) for t in [w['label']['ja'], *TITLES.get(w['role'], [])]]
    return found


def subjects(text):
    """The roles that stand before the first は of a paragraph: 甲及び乙は、..."""
    text = re.sub(r'^(?:前[^、。]*(?:かかわらず|もののほか|場合において)、|全ての)', '', text.replace('又は', '又ハ'))
    head = re.match('([^。は]+)は', text)
    found, rest = set(), head[1] if head else ''
    names = sorted(((t, role) for role, ts in titles().items() for t in ts), key=lambda n: -len(n[0]))
    while rest:
        hit = next(((t, role) for t, role in names if rest.startswith(t)), None)
        if not hit:
            return set()  # a sentence about something else
        found.add(hit[1])
        rest = re.sub('^(?:及び|又ハ|並びに|、)', '', rest[len(hit[0]):])
    return found


def agree(faults):
    assert not faults, '\n' + '\n'.join(faults)


def test_force_words_are_known():
    for text, want in [
            ('甲は、乙をしなければならない。', {'must'}),
            ('甲は、乙に努めなければならない。', {'should'}),
            ('甲は、乙に努めるとともに、丙をしなければならない。', {'must'}),
            ('甲は、乙をしてはならない。', {'must_not'}),
            ('甲は、乙をすることができる。', {'may'}),
            ('甲は、乙をすることができるものとする。', {'may'}),
            ('甲ができるようにしなければならない。', {'must'}),
            ('甲は、乙をしてはならない。ただし、丙をすることができる。', {'must_not'}),
            ('甲は、乙をしなければならない。また、丙をしてはならない。', {'must', 'must_not'}),
            ('甲は、乙とする。', {'states'}),
            ('前項の規定は、乙に準用する。', {'must'})]:
        got = expected_forces('', plain(text))
        assert got == want, (text, got)


def test_clock_words_are_known():
    assert text_clocks('毎年度最低1回') == {'each_fiscal_year'}
    assert text_clocks('毎年報告し、あらかじめ、速やかに') == {'each_year', 'beforehand', 'promptly'}
    assert text_clocks('実施後に') == set()


def test_subjects_are_known():
    chief, system = 'head_security_officer', 'system_manager'
    for text, want in [
            ('統括情報セキュリティ責任者は、甲をする。', {chief}),
            ('統括情報セキュリティ責任者又は情報システム管理者は、甲をする。', {chief, system}),
            ('前項の規定にかかわらず、職員は、甲をする。', {'employee'}),
            ('統括情報セキュリティ責任者が定める甲は、乙とする。', set()),
            ('甲は、情報システム管理者は乙をする。', set())]:
        assert subjects(plain(text)) == want, (text, subjects(plain(text)))


def test_a_text_is_read():
    paragraphs, captions = read(['第１章 総則', '', '（目的）', '第１条 甲は、乙をし', '', 'なければならない。', '２ 前項は',
                                 '第82条による。', '第１条の２ 丙。', '（範囲)', '第２条 丁。', '附 則', '第３条 戊。'])
    assert [(p.number, p.text) for p in paragraphs] == [
        ('1(1)', '甲は、乙をしなければならない。'), ('1(2)', '前項は第82条による。'), ('1の2(1)', '丙。'),
        ('2(1)', '丁。')], [(p.number, p.text) for p in paragraphs]
    assert captions == {'1': '目的', '1の2': None, '2': '範囲'}, captions


def test_the_paragraphs_are_the_same():
    assert [p.number for p in official()[0]] == list(ours()[0])


def test_captions():
    faults = []
    for article, caption in official()[1].items():
        got = ours()[1][article] and ours()[1][article]['ja']
        if plain(got or '') != plain(caption or ''):
            faults.append(f'{article}: {got!r}, in the text {caption!r}')
    agree(faults)


def test_force():
    faults = []
    for p in official()[0]:
        want, got = expected_forces(p.number, p.text), ours()[0][p.number]['force']
        if got not in want:
            faults.append(f'{p.number}: {got}, in the text {sorted(want)}')
    agree(faults)


def test_no_force_is_lost_in_our_words():
    faults = []
    for p in official()[0]:
        words = ours()[0][p.number]['words']['ja']
        for force in text_forces(p.text):
            if not re.search(OUR_WORDS[force], words):
                faults.append(f'{p.number}: nothing in our words says {force}')
    agree(faults)


def test_when():
    faults = []
    for p in official()[0]:
        mine = ours()[0][p.number]
        got = {w['word'] for w in mine['when']}
        want = text_clocks(p.text) - NOT_A_CLOCK.get(p.number, set())
        if mine['force'] != 'states' and got != want or got - want:
            faults.append(f'{p.number}: {sorted(got)}, in the text {sorted(want)}')
    agree(faults)


def test_whom_the_text_names_is_bound():
    faults = []
    for p in official()[0]:
        mine = ours()[0][p.number]
        missing = subjects(p.text) - {w['role'] for w in mine['who']}
        if mine['force'] != 'states' and missing:
            faults.append(f'{p.number}: begins with {sorted(missing)}')
    agree(faults)


def test_who_is_bound_is_named():
    faults, of_article = [], {}
    for p in official()[0]:
        of_article[p.article] = of_article.get(p.article, '') + p.text
    for p in official()[0]:
        if '準用する' in p.text:
            continue  # bound as the paragraphs it applies
        for w in ours()[0][p.number]['who']:
            named = any(t in of_article[p.article] for t in titles()[w['role']])
            if not named and NAMED_OTHERWISE.get(p.number) != w['role']:
                faults.append(f"{p.number}: {w['role']} does not stand in the article")
    agree(faults)


def test_no_item_is_lost():
    """As many items in our words as the text has: (1) (2) or ① ②, or their number in words."""
    faults = []
    index = (ROOT / 'catalogue/hokkaido/articles/index.tsv').read_text(encoding='utf-8').splitlines()[2:]
    for line in index:
        article, branch, paragraph, items = line.split('\t')
        if items == '-':
            continue
        number = f"{article}{'の' + branch if branch != '0' else ''}({paragraph})"
        words = unicodedata.normalize('NFKC', ours()[0][number]['words']['ja'])
        last = int(re.split('[-,]', items)[-1])
        raw = ours()[0][number]['words']['ja']
        if last > 1 and f'({last})' not in words and articles_index.CIRCLED[last - 1] not in raw:
            faults.append(f'{number}: item {last} is not in our words')
    agree(faults)


def test_our_words_are_ours():
    faults = []
    for p in official()[0]:
        words = plain(ours()[0][p.number]['words']['ja'])
        for i in range(len(words) - SHARED_RUN):
            if words[i:i + SHARED_RUN] in p.text:
                faults.append(f'{p.number}: copied: {words[i:i + SHARED_RUN]}')
                break
    agree(faults)


# Words that a fault of the text quotes although the text does not have them: what it should say.
RIGHT_WORDS = {'フィーチャーフォン'}


@functools.cache
def faults_of_the_text():
    out = subprocess.run([PROGRAM, 'catalogue', 'coverage', str(ROOT / 'catalogue/hokkaido'), '--json'],
                         capture_output=True, text=True, timeout=60, check=True).stdout
    return json.loads(out)['faults']


def test_what_faults_quote_stands_in_the_text():
    official()
    text = plain(TEXT.read_text(encoding='utf-8'))
    faults, quotes = [], 0
    for fault in faults_of_the_text():
        for quote in re.findall('「([^」]*)」', fault['text']['ja']):
            quotes += 1
            if plain(quote) not in text and quote not in RIGHT_WORDS:
                faults.append(f"{fault['id']}: {quote} does not stand in the text")
    assert quotes > 60, quotes
    agree(faults)


# What one says of another rule than one that the head security officer lays down; and the articles that
# speak of the same rule again.
LAID_DOWN_ELSEWHERE = {'2(1)', '5(2)', '99(1)', '144(3)', '144(4)', '146(1)', '147(1)', '162(1)', '168(1)', '171(1)',
                       '173(1)', '92(2)'}


def test_every_rule_left_open_can_be_chosen():
    """separate-rule offers each place at which the text leaves something to be laid down (別に定める)."""
    text = (ROOT / 'catalogue/hokkaido/procedures/separate-rule.yaml').read_text(encoding='utf-8')
    options = set(re.findall(r'^      a([0-9_]+):', text, re.M))
    faults = []
    for p in official()[0]:
        if p.number in LAID_DOWN_ELSEWHERE or not re.search(
                '別に定め|別途定め|責任者の?定めるところ|責任者が(定めた|指定する方法)', p.text):
            continue
        article, paragraph = re.fullmatch(r'(.+)\((\d+)\)', p.number).groups()
        article = article.replace('の', '_')
        if not {article, f'{article}_{paragraph}'} & options:
            faults.append(f'{p.number}: nothing to choose')
    agree(faults)


if __name__ == '__main__':
    sys.exit(tap.main())
