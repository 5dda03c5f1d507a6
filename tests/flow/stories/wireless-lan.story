story 89: the security manager applies, the system manager states the technology, then it is decided
on 2026-04-01 08:30
include prefecture.town
article 89(2)
on 2026-04-10 09:00
田中 applies wireless-lan info_system=@健康台帳 place=会議室 reason=会議 from=2026-04-11T00:00
expect refused matter.may_not_start
佐藤 applies wireless-lan info_system=@健康台帳 place=会議室 reason=会議 from=2026-04-11T00:00 as M1
expect duty M1 technology of system_manager open act=consult n=1
expect no duty M1 decided
article 89(1)
健田 consults M1 encryption=WEP authentication=なし hard_to_break=no
expect refused form.must_be_yes field=hard_to_break
健田 consults M1 encryption=WPA3 authentication=802.1X hard_to_break=yes
article 89(2)
expect duty M1 decided of head_security_officer open n=1
関 decides M1 grant
expect state M1 granted

佐藤 applies wireless-lan info_system=@メール place=廊下 reason=便利 from=2026-04-11T00:00 as M2
情野 consults M2 encryption=WPA3 authentication=802.1X hard_to_break=yes
関 decides M2 refuse remark=廊下では要らない
expect state M2 refused closed
