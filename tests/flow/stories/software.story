story 62, 93: listed software needs no single permission, other software either manager's, banned software none
on 2026-04-01 08:30
include prefecture.town
include devices.town
on 2026-04-10 09:00

# The list is the managers', each for what is theirs.
article 62
田中 writes software-list division=@P1 number=一太郎2024 publisher=ジャスト version=全て licence=per_device licences=5 reason=文書作成
expect refused matter.may_not_start
健田 writes software-list division=@P1 number=一太郎2024 publisher=ジャスト version=全て licence=per_device licences=5 reason=文書作成
expect refused matter.may_not_start
article 93(2)
佐藤 writes software-list division=@P1 number=一太郎2024 publisher=ジャスト version=全て licence=per_device reason=文書作成
expect refused form.required field=licences
佐藤 writes software-list division=@P1 number=一太郎2024 publisher=ジャスト version=全て licence=per_device licences=5 reason=文書作成
情野 writes software-list-system info_system=@メール division=@PD1 number=メール閲覧 publisher=甲社 version=3 licence=site reason=標準
佐藤 writes software-list-system info_system=@メール division=@P1 number=別の閲覧 publisher=甲社 version=3 licence=site reason=標準
expect refused matter.may_not_start
expect book software 一太郎2024 permitted
expect shelf of 渡辺 software has 一太郎2024

# Listed: nobody decides; installing is recorded for each device, and so is removing it.
article 62
田中 applies software-install devices=PC-1,PC-2 listed=一太郎2024 genuine=yes checked=yes reason=文書作成 as S1
expect state S1 in_force
expect no duty S1 decided
article 93(2)
expect duty S1 told of security_manager at P1 open
田中 takes S1
expect state S1 in_use
田中 returns S1
expect state S1 returned
佐藤 acknowledges S1
expect state S1 returned closed
expect book devices PC-1 kept
# A system's list counts for its devices, whatever the division; a division's for its own only.
article 62
田中 applies software-install devices=PC-1 listed=メール閲覧 genuine=yes checked=yes reason=標準 as S2
expect state S2 in_force
渡辺 applies software-install devices=SV-1 listed=メール閲覧 genuine=yes checked=yes reason=標準
expect refused matter.gate_says field=listed
渡辺 applies software-install devices=SV-1 listed=一太郎2024 genuine=yes checked=yes reason=文書作成
expect refused matter.gate_says field=listed
# 93(3), 124(1): no illegal copies, nothing unchecked.
article 93(3)
田中 applies software-install devices=PC-1 listed=一太郎2024 genuine=no checked=yes reason=文書作成
expect refused form.must_be_yes field=genuine
article 124(1)
田中 applies software-install devices=PC-1 listed=一太郎2024 genuine=yes reason=文書作成
expect refused form.required field=checked

# Not listed: the security manager or the system manager, either will do.
article 62
田中 applies software-install devices=PC-1 genuine=yes checked=yes reason=作図
expect refused form.required field=name
田中 applies software-install devices=PC-1 name=ＣＡＤ太郎 genuine=yes checked=yes reason=作図
expect refused form.required field=source
田中 applies software-install devices=PC-1 name=ＣＡＤ太郎 version=2 publisher=丙社 source=販売店 licence=per_device licence_number=X-1 genuine=yes checked=yes reason=作図 as S3
expect duty S3 decided open n=2
田中 takes S3
expect refused matter.not_now
情野 decides S3 grant
expect state S3 in_force
expect duty S3 decided of security_manager dropped
田中 takes S3
expect state S3 in_use
# Revoked while installed: it is to be removed, and is overdue until it is.
佐藤 revokes S3 remark=脆弱性が見つかった
expect state S3 revoked overdue
田中 returns S3
expect state S3 revoked closed
# What is on the list is chosen from it, however it is spelled.
田中 applies software-install devices=PC-1 name=一太郎２０２４ version=2024 publisher=ジャスト source=販売店 licence=per_device genuine=yes checked=yes reason=文書作成
expect refused matter.gate_says field=name

# Devices of two divisions: a manager of each.
article 62
田中 applies software-install devices=PC-1,SV-1 name=監視ツール version=1 publisher=丁社 source=開発元 licence=free genuine=yes checked=yes reason=監視 as S4
expect duty S4 decided open n=4
健田 decides S4 grant
expect state S4 in_review
情野 decides S4 refuse remark=必要がない
expect state S4 refused closed

# Banned: neither applied for nor permitted, by whatever spelling.
article 93(1)
佐藤 writes software-ban number=秘密ファイル交換 reason=漏えいの危険
expect refused matter.may_not_start
関 writes software-ban number=ファイル交換くん reason=漏えいの危険
関 writes software-ban number=一太郎2024 reason=試験
田中 applies software-install devices=PC-1 name=ﾌｧｲﾙ交換くん version=1 publisher=某 source=某サイト licence=free genuine=yes checked=yes reason=交換
expect refused matter.gate_says field=name
田中 applies software-install devices=PC-1 listed=一太郎2024 genuine=yes checked=yes reason=文書作成
expect refused matter.gate_says field=listed
佐藤 writes software-list division=@P1 number=ファイル交換くん publisher=某 version=1 licence=free reason=交換
expect refused matter.gate_says field=number
関 writes software-ban-lift software=一太郎2024 what=lifted reason=誤り
田中 applies software-install devices=PC-1 listed=一太郎2024 genuine=yes checked=yes reason=文書作成 as S5
expect state S5 in_force

# Withdrawn: no longer to be chosen; only by whoever may permit it.
article 62
健田 writes software-withdraw software=一太郎2024 what=withdrawn reason=更新終了
expect refused matter.may_not_start
佐藤 writes software-withdraw software=一太郎2024 what=withdrawn reason=更新終了
expect book software 一太郎2024 withdrawn
田中 applies software-install devices=PC-1 listed=一太郎2024 genuine=yes checked=yes reason=文書作成
expect refused matter.entry_not_available field=listed
# The manager's own wish is not his to grant (14(1)); the other manager's word will do.
article 14(1)
佐藤 applies software-install devices=PC-2 name=会議ツール version=1 publisher=丁社 source=開発元 licence=free genuine=yes checked=yes reason=会議 as S6
佐藤 decides S6 grant
expect refused sod.own_application
情野 decides S6 grant
expect state S6 in_force
