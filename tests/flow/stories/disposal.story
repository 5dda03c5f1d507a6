story 25, 36: scrapped with approval, beyond restoring, and recorded; leased devices go back treated
on 2026-04-01 08:30
include prefecture.town
include consents.town
include devices.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
佐藤 writes media-register division=@P1 number=A-002 kind=hdd place=書庫
file 証明書 "certificate"
on 2026-04-10 09:00

# 25(1): a way after which nothing can be restored.
article 25(1)
田中 applies asset-disposal what=media media=A-001,A-002 reason=故障 method=magnetic by=own
expect refused matter.gate_says field=method
田中 applies asset-disposal what=media media=A-001,A-002 reason=故障 method=no_data by=own
expect refused matter.gate_says field=method
田中 applies asset-disposal what=media media=A-001,A-002 reason=故障 method=other by=own
expect refused form.required field=method_detail
# 25(2): approval first. Nothing is recorded before it.
article 25(2)
田中 applies asset-disposal what=media media=A-001,A-002 reason=故障 method=destruction by=own as D1
expect duty D1 media_manager of security_manager at P1 open n=1
expect no duty D1 treated
田中 carries_out D1 done_at=2026-04-10T09:00 done_by=田中 process=裁断 beyond_restoring=yes
expect refused matter.no_duty
情野 decides D1 grant
expect refused matter.not_yours
expect book media A-001 kept
佐藤 decides D1 grant
expect state D1 in_force
expect duty D1 treated open
expect no paper D1 disposal_record
# Meanwhile one of them is lost: what is missing cannot be scrapped.
article 25(3)
on 2026-04-11 09:00
田中 carries_out D1 done_at=2026-04-11T08:00 done_by=田中 process=裁断 beyond_restoring=no
expect refused form.must_be_yes field=beyond_restoring
田中 carries_out D1 done_at=2026-04-11T10:00 done_by=田中 process=裁断 beyond_restoring=yes
expect refused form.not_yet field=done_at
佐藤 writes media-move media=A-002 what=lost noticed_at=2026-04-11T08:30 circumstances=箱にない
田中 carries_out D1 done_at=2026-04-11T08:00 done_by=田中 process=裁断 beyond_restoring=yes
expect refused matter.entry_not_available
expect book media A-001 kept
佐藤 writes media-move media=A-002 what=found place=書庫
伊藤 carries_out D1 done_at=2026-04-11T08:00 done_by=田中 process=裁断 beyond_restoring=yes
expect refused matter.not_found
田中 carries_out D1 done_at=2026-04-11T08:00 done_by=田中 process=裁断機で裁断した beyond_restoring=yes
expect state D1 done closed
expect book media A-001 disposed
expect book media A-002 disposed
expect paper D1 disposal_record
expect page of 佐藤 D1 says 裁断機で裁断した
# What is gone is gone.
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-12T09:00 until=2026-04-12T17:00
expect refused matter.entry_not_available field=media
田中 applies asset-disposal what=media media=A-001 reason=故障 method=destruction by=own
expect refused matter.entry_not_available field=media

# A device: the security manager or the system manager, either will do; not both.
article 25(2)
田中 applies asset-disposal what=devices devices=PC-1,IOT-1 reason=更新 method=no_data by=own
expect refused matter.gate_says field=method
田中 applies asset-disposal what=devices devices=PC-1 reason=更新 method=software by=outsider
expect refused form.required field=consent
田中 applies asset-disposal what=devices devices=PC-1 reason=更新 method=software by=outsider consent=@C1 as D2
expect duty D2 device_manager open n=2
情野 decides D2 grant
expect state D2 in_force
expect duty D2 device_manager of security_manager dropped
article 25(3)
田中 carries_out D2 done_at=2026-04-11T09:00 done_by=北方保守の南 process=消去ソフト beyond_restoring=yes
expect refused form.required field=proof
田中 carries_out D2 done_at=2026-04-11T09:00 done_by=北方保守の南 process=消去ソフト beyond_restoring=yes proof=@@証明書
expect state D2 done closed
expect book devices PC-1 disposed
expect file D2 証明書 for 佐藤

# 36: the server's manager is its security manager too (D042), and does not approve what he asks for.
article 14(1)
健田 applies asset-disposal what=devices devices=SV-1 reason=更新 method=destruction by=own as D3
健田 decides D3 grant
expect refused sod.own_application
健田 withdraws D3
expect state D3 withdrawn
# His staff ask: he decides once, in either of his roles.
article 25(2)
渡辺 applies asset-disposal what=devices devices=SV-1 reason=更新 method=destruction by=own as D4
expect duty D4 device_manager open n=2
健田 decides D4 grant
expect state D4 in_force
# Revoked before it is done: it is not done any more.
健田 revokes D4 remark=リース物件だった
expect state D4 revoked closed
渡辺 carries_out D4 done_at=2026-04-11T09:00 done_by=渡辺 process=破壊 beyond_restoring=yes
expect refused matter.already_answered
expect book devices SV-1 kept
# Returned to the lessor: nobody approves, the treatment is the same (36).
article 36
渡辺 applies asset-disposal what=lease devices=SV-1 reason=リース満了 method=no_data by=own
expect refused matter.gate_says field=method
渡辺 applies asset-disposal what=lease devices=SV-1 reason=リース満了 method=software by=own as D5
expect state D5 in_force
expect no duty D5 device_manager
渡辺 carries_out D5 done_at=2026-04-11T09:00 done_by=渡辺 process=全領域を消去 beyond_restoring=yes
expect state D5 done closed
expect book devices SV-1 returned

# Out under another permit while it is approved: it must be back first.
article 25(1)
田中 applies asset-disposal what=devices devices=PC-2 reason=更新 method=destruction by=own as D6
佐藤 decides D6 grant
田中 applies device-take-out devices=PC-2 perimeter=outside_office reason=会議 content=資料 destination=会議室 from=2026-04-11T09:00 until=2026-04-12T17:00 as M1
田中 takes M1
田中 carries_out D6 done_at=2026-04-11T09:00 done_by=田中 process=破壊 beyond_restoring=yes
expect refused matter.entry_not_available
田中 returns M1
田中 carries_out D6 done_at=2026-04-11T09:00 done_by=田中 process=破壊 beyond_restoring=yes
expect state D6 done
expect book devices PC-2 disposed
# Papers: the division's own manager.
article 25(2)
田中 applies asset-disposal what=other other=台帳の写し10冊 reason=保存期間満了 method=destruction by=own as D7
佐藤 decides D7 send_back remark=何年度のものか
田中 resubmits D7 what=other other=令和元年度の台帳の写し10冊 reason=保存期間満了 method=destruction by=own
佐藤 decides D7 grant
田中 carries_out D7 done_at=2026-04-11T09:00 done_by=田中 process=溶解 beyond_restoring=yes
expect state D7 done closed
