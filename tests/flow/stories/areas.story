story 37-42 controlled areas: who is let in, with whom, and the book of who was in
on 2026-04-01 08:30
include prefecture.town
include consents.town

# The area stands in the book; what is missing is written down, and told where the text says must.
article 38(1)
伊藤 writes area-register division=H1 number=B-204 kind=systems info_system=@健康台帳 place=本庁舎地下 mynumber=no locked=yes protected=yes unmarked=yes sited=no doors=yes openings=yes extinguishing=yes
expect refused form.required field=shortfall
伊藤 writes area-register division=H1 number=B-204 kind=systems info_system=@健康台帳 place=本庁舎地下 mynumber=no locked=yes protected=yes unmarked=yes sited=no doors=yes openings=yes extinguishing=yes shortfall=地階
expect refused matter.may_not_start
健田 writes area-register division=H1 number=B-204 kind=systems info_system=@健康台帳 place=本庁舎地下 mynumber=no locked=yes protected=yes unmarked=yes sited=no doors=yes openings=yes extinguishing=yes shortfall=地階にある。移設を検討する as REG
expect no duty REG told
expect book areas B-204 open
article 38(2)
関 writes area-register division=PD1 number=N-1 kind=network place=本庁舎10階 mynumber=yes locked=no protected=yes unmarked=yes sited=yes doors=yes openings=yes extinguishing=yes shortfall=錠を交換する
expect refused form.required field=camera
関 writes area-register division=PD1 number=N-1 kind=network place=本庁舎10階 mynumber=yes camera=2台を常時録画 locked=no protected=yes unmarked=yes sited=yes doors=yes openings=yes extinguishing=yes shortfall=錠を交換する as REG2
expect duty REG2 told of head_security_officer open
article 37(7)
expect shelf of 渡辺 areas has B-204
expect shelf of 田中 areas lacks B-204

# 39(1): the system's manager or the head security officer permits; not the one who applies (14).
article 39(1)
on 2026-04-02 09:00
渡辺 applies area-entry area=B-204 purpose=運用 standing=yes from=2026-04-02T09:00 until=2027-03-31T23:59 nothing_else=no
expect refused form.must_be_yes field=nothing_else
渡辺 applies area-entry area=B-204 purpose=運用 standing=yes from=2026-04-02T09:00 until=2027-03-31T23:59 nothing_else=yes as W
expect duty W permitted of system_manager open
expect duty W permitted of head_security_officer open
渡辺 takes W
expect refused matter.not_now
健田 decides W grant
expect state W in_force
expect duty W permitted of head_security_officer dropped
article 14(1)
健田 applies area-entry area=B-204 purpose=点検 standing=yes from=2026-04-02T09:00 until=2026-06-30T23:59 nothing_else=yes as K
健田 decides K grant
expect refused sod.own_application
関 decides K grant
expect state K in_force
# Where no system manages it, the head security officer alone.
article 39(1)
田中 applies area-entry area=N-1 purpose=配線 from=2026-04-03T09:00 until=2026-04-03T17:00 nothing_else=yes as N
expect duty N permitted of head_security_officer open n=1
関 decides N refuse remark=用務が不明
expect state N refused closed

# In and out, again and again, and the book tells it.
渡辺 takes W
expect state W in_use
渡辺 takes W
expect refused matter.nothing_to_take
advance 1 hours
渡辺 returns W
expect state W in_force
on 2026-04-03 09:00
渡辺 takes W brought=試験端末
伊藤 returns W
expect refused matter.not_found
渡辺 returns W @happened=2026-04-03T09:00
# Yesterday's, from the paper at the door.
渡辺 takes W @happened=2026-04-02T20:00 @document=入退室簿3
渡辺 returns W @happened=2026-04-02T21:00 @document=入退室簿3
expect act W begin_use n=3
expect shelf of 健田 area-entries has B-204 n=3
expect shelf of 健田 area-entries has 試験端末 n=1
expect shelf of 関 area-entries has 入退室簿3 n=1
expect shelf of 田中 area-entries lacks B-204

# 40(1): no outsider but for a special need, accompanied by who is permitted (40(2)).
article 40(2)
田中 applies area-visit area=B-204 visitors="北方保守 北 一郎、二郎" need=保守点検 works=yes consent=@C1 escort=@伊藤 from=2026-04-10T09:00 until=2026-04-10T17:00 nothing_else=yes
expect refused matter.not_a_holder field=escort
article 5(1)
田中 applies area-visit area=B-204 visitors="北方保守 北 一郎、二郎" need=保守点検 works=yes escort=@渡辺 from=2026-04-10T09:00 until=2026-04-10T17:00 nothing_else=yes
expect refused form.required field=consent
渡辺 applies area-visit area=B-204 visitors="北方保守 北 一郎、二郎" need=保守点検 works=yes consent=@C1 escort=@渡辺 from=2026-04-10T09:00 until=2026-04-10T17:00 nothing_else=yes
expect refused form.not_found field=consent
田中 applies area-visit area=B-204 visitors="北方保守 北 一郎、二郎" need=保守点検 works=yes consent=@C1 escort=@渡辺 standing=yes from=2026-04-10T09:00 until=2027-05-10T17:00 nothing_else=yes as V
expect link V requires to C1
健田 decides V grant
expect state V granted
# Sightseers do no work: no consent, but a need, an escort and a permit all the same.
article 40(1)
田中 applies area-visit area=B-204 visitors="議会 3名" need=視察 works=no escort=@渡辺 from=2026-04-12T10:00 until=2026-04-12T11:00 nothing_else=yes as S
expect no link S requires
関 decides S grant

# Each time: papers, badge, who accompanies them.
article 39(2)
on 2026-04-10 09:30
tick
expect state V in_force
渡辺 takes V identity=company escorted_by=@渡辺 brought=なし
expect refused form.required field=badge
渡辺 takes V escorted_by=@渡辺 badge=来客5 brought=なし
expect refused form.choose field=identity
article 40(2)
渡辺 takes V identity=company badge=来客5 brought=なし
expect refused form.required field=escorted_by
渡辺 takes V identity=company badge=来客5 brought=なし escorted_by=@伊藤
expect refused matter.not_a_holder field=escorted_by
渡辺 takes V identity=company badge=来客5 brought=工具 escorted_by=@健田
expect state V in_use
expect act V begin_use by 渡辺 n=1
expect page of 田中 V says 来客5
expect shelf of 渡辺 area-entries has 来客5 n=1
advance 2 hours
渡辺 returns V badge_back=no
expect refused form.must_be_yes field=badge_back
渡辺 returns V badge_back=yes
expect state V in_force
# The escort's own permit has ended since: nobody of that name accompanies any more.
on 2026-07-01 09:00
tick
expect state K expired
渡辺 takes V identity=company badge=来客5 brought=なし escorted_by=@健田
expect refused matter.not_a_holder field=escorted_by

# The consent ends while they are inside: the permit ends, and their leaving is overdue.
article 5(1)
渡辺 takes V identity=company badge=来客5 brought=なし escorted_by=@渡辺
on 2026-07-01 11:00
田中 ends C1 remark=契約を解除した
expect state V in_use overdue
渡辺 returns V badge_back=yes
expect state V returned closed
渡辺 takes V identity=company badge=来客5 brought=なし escorted_by=@渡辺
expect refused matter.not_now

# Not after the end; what happened before it may still be entered, and not for a time after it.
article 39(1)
expect state S expired
渡辺 takes S identity=both badge=来客1 brought=なし escorted_by=@渡辺
expect refused kernel.after_end
渡辺 takes S identity=both badge=来客1 brought=なし escorted_by=@渡辺 @happened=2026-04-12T10:05 @document=入退室簿4
expect state S in_use overdue
渡辺 returns S badge_back=yes @happened=2026-04-12T10:50 @document=入退室簿4
expect state S returned closed
expect shelf of 健田 area-entries has 議会 n=1
expect shelf of 健田 area-entries has 来客 n=3

# 42: checked before it came in, an employee attended.
article 42(1)
健田 writes area-equipment info_system=@健康台帳 area=B-204 direction=in equipment=サーバ1台 attended=@渡辺 moved_at=2026-07-01T10:00
expect refused form.required field=checked_at
健田 writes area-equipment info_system=@健康台帳 area=B-204 direction=in equipment=サーバ1台 checked_by=staff checker=@渡辺 checked_at=2026-07-01T10:30 effect=なし attended=@渡辺 moved_at=2026-07-01T10:00
expect refused form.must_be_later field=moved_at
健田 writes area-equipment info_system=@健康台帳 area=B-204 direction=in equipment=サーバ1台 checked_by=contractor consent=@C1 checked_at=2026-06-30T10:30 effect=なし attended=@渡辺 moved_at=2026-07-01T10:00
expect refused form.not_found field=consent
健田 writes area-equipment info_system=@健康台帳 area=B-204 direction=in equipment=サーバ1台 checked_by=staff checker=@渡辺 checked_at=2026-06-30T10:30 effect=なし attended=@渡辺 moved_at=2026-07-01T10:00 as MOVE
expect state MOVE written
expect shelf of 健田 area-moves has サーバ1台 n=1
article 42(2)
健田 writes area-equipment info_system=@健康台帳 area=B-204 direction=out equipment=サーバ1台 moved_at=2026-07-01T10:00
expect refused form.required field=attended

# Given up: nobody applies any more.
article 38(1)
健田 writes area-change area=B-204 what=closed as CLOSE
expect book areas B-204 closed
渡辺 applies area-entry area=B-204 purpose=運用 from=2026-07-02T09:00 until=2026-07-03T23:59 nothing_else=yes
expect refused matter.entry_not_available field=area
