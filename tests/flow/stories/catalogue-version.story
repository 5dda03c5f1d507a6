story the procedures change by the head security officer's dated act, confirmed by a second person
on 2026-04-01 08:30
include prefecture.town
article 8(1)
on 2026-04-10 09:00
expect version in force first
田中 applies information-exchange info_system=@健康台帳 party=国 disclosed=構成 whole_prefecture=yes lets_work=no from=2026-04-11T00:00 until=2026-05-01T00:00 as M1
# Handed in: nothing changes.
candidate information-exchange replace "  - step: chief" with "  - {step: heard, act: consult, article: 79(2), when: field.whole_prefecture, who: ciso, after: [apply]}\n  - step: chief\n    after: [both_pass_on, heard]" as V2
expect version in force first
# Only the head security officer issues it.
佐藤 issues catalogue-version version=@V2 ground=意見を聴く from=2026-04-20T00:00 as M2
expect refused matter.may_not_start
関 issues catalogue-version version=@V2 ground=意見を聴く from=2026-04-20T00:00 as M3
expect state M3 to_confirm
expect duty M3 confirmed of security_division open
# Never confirmed by whoever issued it (14(1)), though he head the security division too; nor by
# anybody else than the second person named.
article 14(1)
hold 関 PD1.head concurrent from=2026-04-10T00:00 until=2026-04-15T00:00
関 confirms M3 grant
expect refused sod.own_application
article 8(1)
佐藤 confirms M3 grant
expect refused matter.not_found
on 2026-04-21 09:00
tick
expect version in force first
expect state M3 to_confirm
# Confirmed after its day: in force from now, not in arrears.
副島 confirms M3 grant
expect state M3 in_force
expect period M3 from=2026-04-21T09:00
expect version in force V2
expect act M3 confirm by 副島
# The open matter stays on its version; a new one follows the new version.
expect no duty M1 heard
田中 applies information-exchange info_system=@健康台帳 party=国 disclosed=構成 whole_prefecture=yes lets_work=no from=2026-04-22T00:00 until=2026-05-01T00:00 as M4
expect duty M4 heard of ciso open n=1
関 rebinds M1
expect duty M1 heard of ciso open n=1
# What is in force cannot be issued again, nor taken back: there must always be a version.
関 issues catalogue-version version=@V2 ground=再び from=2026-05-01T00:00 as M5
expect refused version.in_force_already
関 annuls M3 remark=やめる
expect refused matter.not_yours
# The next one waits for its day.
candidate exception replace "    who: ciso" with "    who: deputy_ciso" as V3
関 issues catalogue-version version=@V3 ground=副CISOが認可する from=2026-05-01T09:00 as M6
副島 confirms M6 grant
expect state M6 issued
expect version in force V2
on 2026-05-01 09:00
tick
expect state M6 in_force
expect state M3 ended
expect version in force V3
# Not confirmed: void.
candidate exception replace "    who: deputy_ciso" with "    who: ciso" as V4
関 issues catalogue-version version=@V4 ground=戻す from=2026-05-02T09:00 as M7
副島 confirms M7 refuse remark=理由がない
expect state M7 annulled
on 2026-05-03 09:00
tick
expect version in force V3
# What has faults, or is of another standard, is not even a candidate.
candidate exception replace "    who: ciso" with "    who: nobody"
expect refused catalogue.unknown_role
candidate standard replace "standard: hokkaido" with "standard: elsewhere"
expect refused version.other_standard
expect version in force V3
expect ledger
