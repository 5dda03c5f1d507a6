story 157, 160: procedures approved and reported; amended when the head security officer asks; refused
on 2026-04-01 08:30
include prefecture.town
system 掲示板 in P1 manager=PD1.head
file 手順 "procedures of the board"
file 手順改 "procedures, amended"
article 157(1)
on 2026-04-10 09:00
佐藤 applies implementation-procedure info_system=@掲示板 kind=made summary=要点 mynumber=no document=@@手順 from=2026-04-20T00:00
expect refused matter.may_not_start
article 144(4)
情野 applies implementation-procedure info_system=@掲示板 kind=made summary=要点 mynumber=yes document=@@手順 from=2026-04-20T00:00
expect refused form.required field=safety
article 157(1)
情野 applies implementation-procedure info_system=@掲示板 kind=made summary=要点 mynumber=no document=@@手順 from=2026-04-20T00:00 as M1
expect duty M1 approved of security_manager at P1 open n=1
expect no duty M1 reported
佐藤 decides M1 grant
article 157(2)
expect duty M1 reported of security_manager at P1 open act=report n=1
佐藤 reports M1
関 receives M1
expect state M1 granted

article 157(3)
情野 tells correction-request about=procedure matter=@M1 info_system=@掲示板 what=連絡先
expect refused matter.may_not_start
関 tells correction-request about=procedure matter=@M1 info_system=@掲示板 what=連絡先が古い as C1
expect duty C1 amended of system_manager open act=carry_out n=1
expect duty C1 manager_told of security_manager at P1 open n=1
情野 carries_out C1 result=連絡先を改めた
expect refused form.required field=amended
情野 carries_out C1 result=連絡先を改めた amended=@@手順改
佐藤 acknowledges C1
expect duty C1 confirmed of head_security_officer open n=1
関 confirms C1
expect state C1 done closed

article 160
情野 applies implementation-procedure info_system=@掲示板 kind=revised summary=要点 mynumber=no document=@@手順改 from=2026-05-01T00:00
expect refused form.required field=changed
情野 applies implementation-procedure info_system=@掲示板 kind=revised changed=連絡先 summary=要点 mynumber=no document=@@手順改 from=2026-05-01T00:00 as M2
佐藤 decides M2 refuse remark=点検の頻度がない
expect state M2 refused closed
