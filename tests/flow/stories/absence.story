story a manager is absent, a deputy acts, and reports when the manager is back
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
佐藤 issues deputy-designation division=@P1 deputy=@鈴木 from=2026-04-01T08:30
関 issues clock-length clock=immediately length=2 unit=hours from=2026-04-01T08:30

article 10の2(3)
on 2026-04-10 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M1
田中 writes absence division=@P1 manager=@佐藤 from=2026-04-10T09:00
expect refused matter.may_not_start
# Not just anybody, and not of another division.
鈴木 writes absence division=@P1 manager=@田中 from=2026-04-10T09:00
expect refused form.not_among field=manager
鈴木 writes absence division=@H1 manager=@健田 from=2026-04-10T09:00
expect refused matter.may_not_start
鈴木 decides M1 grant
expect refused matter.not_yours
鈴木 writes absence division=@P1 manager=@佐藤 from=2026-04-10T09:00 until=2026-04-13T09:00 as A1
expect state A1 written
鈴木 writes absence division=@P1 manager=@佐藤 from=2026-04-12T09:00
expect refused org.absent_already field=manager
expect inbox of 鈴木 has M1 decide as_deputy
鈴木 decides M1 grant
expect act M1 decide by 鈴木 why=deputy_of
# What a record has told is undone by another record only.
鈴木 annuls A1 remark=間違い
expect refused matter.not_yours

article 10の2(4)
on 2026-04-12 10:00
tick
expect matters deputy-report n=0
佐藤 writes absence-end division=@P1 manager=@佐藤 returned_at=2026-04-12T09:30 as A2
expect no role 鈴木 security_manager of P1
佐藤 writes absence-end division=@P1 manager=@佐藤 returned_at=2026-04-12T10:00
expect refused org.not_absent field=manager
tick
expect matters deputy-report n=1 as R1
expect duty R1 reported of deputy_security_manager at P1 open act=report due=2026-04-12T11:30
expect act R1 noticed why=event:deputy_acted happened=2026-04-12T09:30 n=1
expect inbox of 鈴木 has R1 report
expect page of 佐藤 R1 says 計画課
expect page of 佐藤 R1 says 外部記録媒体の持ち出し
expect no sees 渡辺 R1
鈴木 annuls R1 remark=不要
expect refused matter.not_yours
佐藤 annuls R1 remark=不要
expect refused matter.not_yours
鈴木 reports R1 acted=持ち出し許可１件
expect inbox of 佐藤 has R1 receive
佐藤 receives R1
expect state R1 done closed
tick
expect matters deputy-report n=1

# The deputy writes it down, which is no act in the manager's place; what was decided between the
# return and its being told was.
on 2026-04-14 09:00
佐藤 writes absence division=@P1 manager=@佐藤 from=2026-04-14T09:00 until=2026-04-18T09:00
on 2026-04-15 09:00
鈴木 writes absence-end division=@P1 manager=@佐藤 returned_at=2026-04-15T09:00 as A3
expect act A3 write by 鈴木 role=deputy_security_manager
tick
expect matters deputy-report n=1
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-16T09:00 until=2026-04-17T17:00 as M3
on 2026-04-16 08:00
佐藤 writes absence division=@P1 manager=@佐藤 from=2026-04-16T08:00 until=2026-04-18T09:00
on 2026-04-16 11:00
鈴木 decides M3 grant
on 2026-04-16 12:00
佐藤 writes absence-end division=@P1 manager=@佐藤 returned_at=2026-04-16T10:00
tick
expect matters deputy-report n=2 as R3
expect act R3 noticed why=event:deputy_acted happened=2026-04-16T10:00

# Nothing was done in the manager's place: nothing to report. The expected end passes by itself.
on 2026-04-20 09:00
佐藤 writes absence division=@P1 manager=@佐藤 from=2026-04-20T09:00 until=2026-04-21T09:00
on 2026-04-22 09:00
tick
expect no role 鈴木 security_manager of P1
expect matters deputy-report n=2

# Absent again from the very moment of the expected return: one absence, reported at its end, and
# late when the clockwork stood still meanwhile.
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-22T09:00 until=2026-04-30T17:00 as M2
佐藤 writes absence division=@P1 manager=@佐藤 from=2026-04-22T09:00 until=2026-04-23T09:00
鈴木 decides M2 grant
佐藤 writes absence division=@P1 manager=@佐藤 from=2026-04-23T09:00 until=2026-04-24T09:00
on 2026-04-23 10:00
tick
expect matters deputy-report n=2
on 2026-04-24 12:00
tick
expect matters deputy-report n=3 as R2
expect act R2 noticed why=event:deputy_acted happened=2026-04-24T09:00
expect duty R2 reported open overdue due=2026-04-24T11:00
