story 53, 50(2), 47, 55: what leaves, how far, and who is asked; telework terminals go free
on 2026-04-01 08:30
include prefecture.town
include devices.town
on 2026-04-10 09:00

# A PC within the prefecture needs nobody's permission (53(1) speaks of the outside); it is recorded.
article 55
田中 applies device-take-out devices=PC-1 perimeter=outside_building reason=会議 content=資料 destination=第二庁舎 from=2026-04-10T09:00 until=2026-04-10T17:00 as M1
expect state M1 in_force
expect no duty M1 own_manager
expect duty M1 told of security_manager at P1 open
田中 takes M1
expect book devices PC-1 out held by 田中
# Already out: nobody else takes it.
伊藤 applies device-take-out devices=PC-1 perimeter=outside_office reason=会議 content=資料 destination=会議室 from=2026-04-10T10:00 until=2026-04-10T17:00
expect refused matter.entry_not_available field=devices
田中 returns M1
expect state M1 returned
expect book devices PC-1 kept

# To the outside: the security manager of who takes it.
article 53(1)
田中 applies device-take-out devices=PC-1 perimeter=external reason=説明会 content=個人情報を含まない destination=市役所 from=2026-04-11T09:00 until=2026-04-11T17:00 as M2
expect duty M2 own_manager of security_manager at P1 open n=1
expect no duty M2 keeping_manager
田中 decides M2 grant
expect refused matter.not_yours
情野 decides M2 grant
expect refused matter.not_yours
佐藤 decides M2 refuse remark=テレワーク端末を使うこと
expect state M2 refused closed

# 50(2): handhelds are kept as media are; out of the room the managing security manager, 47(2).
article 47(2)
田中 applies device-take-out devices=TAB-1 perimeter=outside_office reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-10T17:00 as M3
expect duty M3 keeping_manager of security_manager at P1 open n=1
expect no duty M3 own_manager
expect no paper M3 written_permit
佐藤 decides M3 grant
expect no paper M3 written_permit
田中 takes M3
article 55
on 2026-04-10 17:00
tick
expect state M3 in_use overdue
on 2026-04-11 09:00
田中 returns M3
expect state M3 returned overdue closed
# Out of the building in writing, 47(3); to the outside the same manager answers once for both.
article 47(3)
田中 applies device-take-out devices=TAB-1 perimeter=external standing=yes reason=調査 content=写真 destination=現地 from=2026-04-12T09:00 until=2026-04-30T17:00 as M4
expect duty M4 keeping_manager also=own_manager open n=1
expect no duty M4 own_manager
佐藤 decides M4 grant
expect paper M4 written_permit
on 2026-04-12 09:00
tick
田中 takes M4
# Revoked while it is out: it must still come back, and does not go again.
article 53(1)
佐藤 revokes M4 remark=紛失が続いたため
expect state M4 revoked overdue
expect book devices TAB-1 out held by 田中
田中 takes M4
expect refused matter.not_now
田中 returns M4
expect state M4 revoked closed
expect book devices TAB-1 kept
# Another division's handheld: its managers, and for the outside one's own.
渡辺 applies device-take-out devices=TAB-1 perimeter=external reason=調査 content=写真 destination=現地 from=2026-04-12T09:00 until=2026-04-30T17:00 as M5
expect duty M5 keeping_manager of security_manager at P1 open
expect duty M5 own_manager of security_manager at H1 open
渡辺 withdraws M5

# 53(2): what the head security officer designated leaves without a permission.
article 53(2)
関 writes device-designation devices=PC-2 designation=telework reason=在宅勤務 encrypted=yes wipe=MDM
田中 applies device-take-out devices=PC-2 perimeter=external standing=yes reason=在宅勤務 content=資料 destination=自宅 from=2026-04-12T09:00 until=2026-09-30T17:00 as M6
expect state M6 in_force
expect no duty M6 own_manager
expect duty M6 told of security_manager at P1 open
田中 takes M6
田中 returns M6
expect state M6 in_force
田中 takes M6
田中 returns M6
# Not together with what follows other rules.
田中 applies device-take-out devices=PC-1,PC-2 perimeter=external reason=在宅勤務 content=資料 destination=自宅 from=2026-04-12T09:00 until=2026-04-13T17:00
expect refused matter.gate_says field=devices
# A designated handheld is an official smartphone: 47 does not hold for it (D048).
関 writes device-designation devices=TAB-1 designation=smartphone reason=外回り encrypted=yes wipe=MDM
田中 applies device-take-out devices=TAB-1 perimeter=external reason=外回り content=写真 destination=現地 from=2026-04-12T09:00 until=2026-04-13T17:00 as M7
expect state M7 in_force
# As it stood when it was asked for: what is designated later changes nothing in a matter.
関 writes device-designation devices=TAB-1 designation=none reason=返納
expect state M7 in_force
expect no duty M7 keeping_manager

# Other assets: to the outside only, 53(1).
article 53(1)
田中 applies device-take-out assets=台帳の写し perimeter=outside_building reason=説明 content=個人情報 destination=第二庁舎 from=2026-04-12T09:00 until=2026-04-13T17:00
expect refused matter.gate_says field=perimeter
田中 applies device-take-out perimeter=external reason=説明 content=個人情報 destination=市役所 from=2026-04-12T09:00 until=2026-04-13T17:00
expect refused form.required field=devices
田中 applies device-take-out assets=台帳の写し perimeter=external reason=説明 content=個人情報 destination=市役所 from=2026-04-12T10:00 until=2026-04-13T17:00 as M8
expect duty M8 own_manager of security_manager at P1 open
佐藤 decides M8 grant
on 2026-04-12 10:00
tick
田中 takes M8
田中 returns M8
expect state M8 returned closed

# 14(1): the decider asks for himself; who decides then is a reading (D042).
article 14(1)
佐藤 applies device-take-out devices=PC-1 perimeter=external reason=出張 content=資料 destination=東京 from=2026-04-12T09:00 until=2026-04-14T17:00 as M9
佐藤 decides M9 grant
expect refused sod.own_application
総務 decides M9 grant
expect refused matter.not_yours
関 issues reading reading=alternate_decider choice=security_officer ground=部局の責任者が代わる from=2026-04-12T09:00
総務 decides M9 grant
expect state M9 in_force
expect act M9 decide by 総務 why=alternate:security_officer
