story 46(1), 50, 2(5), 2(6), 58: devices in their book, designated, moved, given back, lost
on 2026-04-01 08:30
include prefecture.town
article 46(1)
on 2026-04-10 09:00
田中 writes device-register division=@P1 number=PC-1 kind=windows model=甲社ノート info_system=@メール storage=yes mobile=no public_line=no place=執務室
expect refused matter.may_not_start
include devices.town
expect book devices PC-1 kept
expect book devices SV-1 kept
expect shelf of 田中 devices has PC-1
expect shelf of 佐藤 devices has PC-1
expect no shelf of 診野 devices has PC-1
佐藤 writes device-register division=@P1 number=PC-1 kind=windows model=甲社ノート info_system=@メール storage=yes mobile=no public_line=no place=執務室
expect refused matter.entry_exists field=number
佐藤 writes device-register division=@P1 number=PC-9 kind=windows model=甲社ノート storage=yes mobile=no public_line=no place=執務室
expect refused form.required field=info_system
佐藤 writes device-register division=@P1 number=PC-9 kind=windows model=甲社ノート info_system=@メール storage=yes mobile=no public_line=no mac=00:1A:2B place=執務室
expect refused form.not_a_mac field=mac
# The main user is one of the division.
佐藤 writes device-register division=@P1 number=PC-9 kind=windows model=甲社ノート info_system=@メール storage=yes mobile=no public_line=no user=@渡辺 place=執務室
expect refused form.not_among field=user

# 28の2(4): a mobile network built in was approved before it was bought.
article 28の2(4)
佐藤 writes device-register division=@P1 number=LTE-1 kind=windows model=甲社LTE info_system=@メール storage=yes mobile=yes public_line=yes place=執務室
expect refused form.required field=approval
file 規程 "draft"
佐藤 applies direct-internet division=@P1 what=purchase terminals=ノート1台 reason=現場で使う work=現場調査 information=公開情報 procedure=申請による no_weighty=yes draft=@@規程 as D1
佐藤 writes device-register division=@P1 number=LTE-1 kind=windows model=甲社LTE info_system=@メール storage=yes mobile=yes public_line=yes approval=@D1 place=執務室
expect refused matter.gate_closed field=approval
関 decides D1 grant unavoidable=yes
佐藤 writes device-register division=@P1 number=LTE-1 kind=windows model=甲社LTE info_system=@メール storage=yes mobile=yes public_line=yes approval=@D1 place=執務室
expect book devices LTE-1 kept

# 2(5), 2(6): designated by the head security officer, and by nobody else; each of its own kind.
article 2(5)
佐藤 writes device-designation devices=PC-2 designation=telework reason=在宅勤務 encrypted=yes wipe=MDM
expect refused matter.may_not_start
関 writes device-designation devices=TAB-1 designation=telework reason=在宅勤務 encrypted=yes wipe=MDM
expect refused matter.gate_says field=devices
article 2(6)
関 writes device-designation devices=PC-2,TAB-1 designation=smartphone reason=外回り encrypted=yes wipe=MDM
expect refused matter.gate_says field=devices
article 57(2)
関 writes device-designation devices=PC-2 designation=telework reason=在宅勤務 encrypted=no wipe=MDM
expect refused form.must_be_yes field=encrypted
article 57(3)
関 writes device-designation devices=PC-2 designation=telework reason=在宅勤務 encrypted=yes
expect refused form.required field=wipe
関 writes device-designation devices=PC-2 designation=telework reason=在宅勤務 encrypted=yes wipe=MDM as T1
expect duty T1 told of security_manager at P1 open
expect page of 佐藤 T1 says MDM

# 58: given back by who leaves; the book keeps no user.
article 58
佐藤 writes device-move device=PC-1 what=given_back place=書庫
expect refused form.required field=leaver
佐藤 writes device-move device=PC-1 what=given_back place=書庫 leaver=田中 returned_on=2026-04-11
expect refused form.not_yet field=returned_on
佐藤 writes device-move device=PC-1 what=given_back place=書庫 leaver=田中 returned_on=2026-04-10 as B1
expect book devices PC-1 kept
佐藤 writes device-move device=PC-1 what=user user=@伊藤
健田 writes device-move device=PC-1 what=user user=@伊藤
expect refused matter.may_not_start

# Lost: missing at once, and an incident opens by itself (71(1)); found again.
article 71(1)
佐藤 writes device-move device=TAB-1 what=found place=書庫
expect refused matter.entry_not_available field=device
佐藤 writes device-move device=TAB-1 what=lost circumstances=書庫にない
expect refused form.required field=noticed_at
佐藤 writes device-move device=TAB-1 what=lost noticed_at=2026-04-10T08:00 circumstances=書庫にない as L1
expect book devices TAB-1 missing
expect matters incident n=1 as I1
expect link L1 opens to I1
佐藤 writes device-move device=TAB-1 what=moved place=金庫
expect refused matter.entry_not_available field=device
佐藤 writes device-move device=TAB-1 what=found place=金庫
expect book devices TAB-1 kept
# Another division keeps it; then it is theirs to write about.
article 46(1)
佐藤 writes device-move device=TAB-1 what=handed_over keeper=@H1 place=健康課
佐藤 writes device-move device=TAB-1 what=moved place=棚
expect refused matter.may_not_start
健田 writes device-move device=TAB-1 what=moved place=棚
expect shelf of 渡辺 devices has TAB-1
