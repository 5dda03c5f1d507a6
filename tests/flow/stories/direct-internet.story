story 28の2: past the network to the internet only by approved rules, reported each year
on 2026-04-01 08:30
include prefecture.town
file 規程 "draft"
on 2026-04-10 09:00
article 28の2(2)
田中 applies direct-internet division=@P1 what=connect terminals=ノート2台 reason=検証 work=公開情報の収集 information=公開情報 procedure=台帳で貸し出す no_weighty=yes draft=@@規程
expect refused matter.may_not_start
佐藤 applies direct-internet division=@P1 what=connect terminals=ノート2台 reason=検証 work=公開情報の収集 information=公開情報 procedure=台帳で貸し出す no_weighty=no draft=@@規程
expect refused form.must_be_yes field=no_weighty
佐藤 applies direct-internet division=@P1 what=connect terminals=ノート2台 reason=検証 work=公開情報の収集 information=公開情報 no_weighty=yes draft=@@規程
expect refused form.required field=procedure
佐藤 applies direct-internet division=@P1 what=connect terminals=ノート2台 reason=検証 work=公開情報の収集 information=公開情報 procedure=台帳で貸し出す no_weighty=yes as M1
expect refused form.required field=draft
佐藤 applies direct-internet division=@P1 what=connect terminals=ノート2台 reason=検証 work=公開情報の収集 information=公開情報 procedure=台帳で貸し出す no_weighty=yes draft=@@規程 as M1
article 28の2(3)
関 decides M1 grant unavoidable=no
expect refused form.must_be_yes field=unavoidable
関 decides M1 refuse remark=庁内から閲覧できる
expect state M1 refused closed
佐藤 applies direct-internet division=@P1 what=connect terminals=ノート2台 reason=庁内から見えない work=公開情報の収集 information=公開情報 procedure=台帳で貸し出す no_weighty=yes draft=@@規程 as M2
関 decides M2 grant unavoidable=yes
expect state M2 in_force
article 28の2(5)
佐藤 notices direct-internet-report division=@P1 approval=@M2 year=2026 terminals=2 use=月に10回 as R1
expect duty R1 reported of security_manager at P1 open
佐藤 reports R1
expect duty R1 reported act=receive open
関 receives R1
expect state R1 done closed
