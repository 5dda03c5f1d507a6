story 4 everybody acknowledges the standard once for each version; managers see who has not
on 2026-04-01 08:30
include prefecture.town
person 外野 member=outsider_consented
article 66
田中 issues standard-notice name=対策基準 effective=2022-04-01 changes=全部改正
expect refused matter.may_not_start
関 issues standard-notice name=対策基準 effective=2022-04-01 changes=全部改正 as V1
expect state V1 in_force
expect sees 渡辺 V1
expect sees 外野 V1
article 4(1)
on 2026-04-10 09:00
expect roll of 佐藤 acknowledgements has 田中
田中 writes acknowledgement notice=@V1 read=no keep=yes no_evasion=yes ask=yes
expect refused form.must_be_yes field=read
田中 writes acknowledgement notice=@V1 read=yes keep=yes no_evasion=yes ask=yes as T
expect state T written closed
田中 writes acknowledgement notice=@V1 read=yes keep=yes no_evasion=yes ask=yes
expect refused matter.once_only field=notice
# Written by mistake and taken back: then again.
田中 annuls T remark=誤り
田中 writes acknowledgement notice=@V1 read=yes keep=yes no_evasion=yes ask=yes
外野 writes acknowledgement notice=@V1 read=yes keep=yes no_evasion=yes ask=yes
# Who has, and who has not: for the manager of the division and those above, not for colleagues.
expect roll of 佐藤 acknowledgements lacks 田中
expect roll of 佐藤 acknowledgements has 伊藤
expect roll of 健田 acknowledgements has 渡辺
expect roll of 健田 acknowledgements lacks 伊藤
expect no roll of 伊藤 acknowledgements has 佐藤
伊藤 writes acknowledgement notice=@V1 read=yes keep=yes no_evasion=yes ask=yes
expect roll of 佐藤 acknowledgements lacks 伊藤
# A new version: everybody anew.
article 4(6)
on 2026-07-01 09:00
関 issues standard-notice name=対策基準 effective=2026-07-01 changes=第80条の改正 as V2
expect state V1 ended
expect roll of 佐藤 acknowledgements has 伊藤
渡辺 writes acknowledgement notice=@V2 read=yes keep=yes no_evasion=yes ask=yes
expect roll of 健田 acknowledgements lacks 渡辺
