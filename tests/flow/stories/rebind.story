story a new version of a procedure: open matters stay with theirs until they are moved
on 2026-04-01 08:30
include prefecture.town
article 79(2)
on 2026-04-10 09:00
田中 applies information-exchange info_system=@健康台帳 lets_work=no party=国 disclosed=構成 whole_prefecture=yes from=2026-04-11T00:00 until=2026-05-01T00:00 as M1
佐藤 passes_on M1 grant
関 rebinds M1
expect refused matter.newest_version
# The new version asks the CISO too, before the head security officer.
version information-exchange replace "  - step: chief" with "  - {step: heard, act: consult, article: 79(2), when: field.whole_prefecture, who: ciso, after: [apply]}\n  - step: chief\n    after: [both_pass_on, heard]"
田中 applies information-exchange info_system=@健康台帳 lets_work=no party=国 disclosed=構成 whole_prefecture=yes from=2026-04-11T00:00 until=2026-05-01T00:00 as M2
expect duty M2 heard of ciso open n=1
expect no duty M1 heard
佐藤 rebinds M1
expect refused matter.not_yours
関 rebinds M1
expect duty M1 heard of ciso open n=1
expect act M1 rebind by 関
expect state M1 in_review
健田 passes_on M1 grant
expect no duty M1 chief
副島 consults M1
expect duty M1 chief open n=1
関 decides M1 grant
expect state M1 granted
# A version that lacks the step at which a matter stands, or asks for what was not entered.
健田 passes_on M2 grant
佐藤 passes_on M2 grant
副島 consults M2
version information-exchange replace "step: chief" with "step: headed"
関 rebinds M2
expect refused kernel.rebind_step
version information-exchange replace "  from: {" with "  place: {type: text(10), label: {ja: 場所, en: Place}, required: yes}\n  from: {"
関 rebinds M2
expect refused matter.rebind_field
関 decides M2 grant
expect state M2 granted
