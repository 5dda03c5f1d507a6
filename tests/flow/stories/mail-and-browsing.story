story 61, 64, 65, 74: another mail address, a mail gone astray, browsing, settings, a lost card
on 2026-04-01 08:30
include prefecture.town
article 61(2)
on 2026-04-10 09:00
田中 applies other-mail-address address=p1@example.jp work=調査 from=2026-04-11T00:00 until=2026-05-01T00:00
expect refused form.required field=reason
田中 applies other-mail-address address=p1@example.jp reason=相手の指定 work=調査 from=2026-04-11T00:00 until=2026-05-01T00:00 as M1
佐藤 decides M1 grant
expect state M1 granted
田中 applies other-mail-address address=tanaka@example.jp reason=便利 work=全部 from=2026-04-11T00:00 until=2026-05-01T00:00 as M2
佐藤 decides M2 refuse remark=やむを得ない事情がない
expect state M2 refused closed
article 61(5)
田中 notices missent-mail sent_at=2026-04-10T08:50 to=別の市 content=名簿 as M3
expect duty M3 dealt of security_manager at P1 open act=assess n=1
佐藤 assesses M3
expect refused form.required field=dealt
佐藤 assesses M3 dealt=削除を依頼した
expect state M3 done closed
article 64(3)
伊藤 notices private-browsing noticed_at=2026-04-10T08:50 what=動画 as M4
佐藤 assesses M4 measures=指導した consult=yes
expect duty M4 consulted of head_security_officer open act=consult n=1
関 consults M4
expect state M4 done closed
伊藤 notices private-browsing noticed_at=2026-04-10T08:50 what=業務の調べ物 as M5
佐藤 assesses M5 measures=業務と確かめた consult=no
expect no duty M5 consulted
expect state M5 done closed
article 65
渡辺 applies setting-change info_system=@健康台帳 setting=時間切れ before=10分 after_change=60分 reason=不便 effect=弱まる from=2026-04-11T00:00 as M6
健田 decides M6 refuse remark=弱まるため
expect state M6 refused closed
渡辺 applies setting-change info_system=@健康台帳 setting=時間切れ before=10分 after_change=5分 reason=強める effect=強まる from=2026-04-11T00:00 as M7
健田 decides M7 grant
expect state M7 granted
article 74(2)
田中 notices card-loss info_system=@健康台帳 lost_at=2026-04-10T08:50 where=通勤
expect refused form.required field=card
田中 notices card-loss info_system=@健康台帳 card=C-07 lost_at=2026-04-10T08:50 where=通勤 as M8
expect duty M8 stopped of system_manager open act=carry_out n=1
expect inbox of 佐藤 has M8 notice
健田 carries_out M8 stopped_at=2026-04-10T09:05
article 74(1)(3)
関 assesses M8 instruction=警察に届け出る
佐藤 acknowledges M8
expect state M8 done closed
