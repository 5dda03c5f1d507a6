story a medium changes its place and its keeper, is lost and found again
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
佐藤 writes media-register division=@P1 number=A-002 kind=usb place=書庫
健田 writes media-register division=@H1 number=A-002 kind=hdd place=倉庫

article 46(1)
on 2026-04-10 09:00
佐藤 writes media-move media=A-001 what=moved
expect refused form.required field=place
田中 writes media-move media=A-001 what=moved place=３階金庫
expect refused matter.may_not_start
健田 writes media-move media=A-001 what=moved place=３階金庫
expect refused matter.may_not_start
佐藤 writes media-move media=A-001 what=found place=３階金庫
expect refused matter.entry_not_available field=media
佐藤 writes media-move media=A-001 what=moved place=３階金庫 as M1
expect state M1 written
expect book media A-001 kept
expect shelf of 佐藤 media has ３階金庫
佐藤 annuls M1 remark=間違い
expect refused matter.not_yours

article 71(1)
佐藤 writes media-move media=A-001 what=lost
expect refused form.required field=circumstances
佐藤 writes media-move media=A-001 what=lost noticed_at=2026-04-10T08:50 circumstances=金庫にない as M2
expect book media A-001 missing
expect matters incident n=1
expect link M2 opens as I1
expect state I1 running
expect page of 佐藤 I1 says 金庫にない
expect page of 佐藤 I1 says A-001
expect duty I1 up of security_manager at P1 open
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T10:00 until=2026-04-10T17:00
expect refused matter.entry_not_available field=media

article 46(1)
on 2026-04-11 09:00
佐藤 writes media-move media=A-001 what=found place=書庫
expect book media A-001 kept
# Another division keeps it from now on, and it alone writes what becomes of it.
佐藤 writes media-move media=A-001 what=handed_over keeper=@H1 place=倉庫
佐藤 writes media-move media=A-001 what=moved place=書庫
expect refused matter.may_not_start
健田 writes media-move media=A-001 what=moved place=診察室
expect matters incident n=1
