story 171, 173: procedures laid down, a manager named; taken over, told immediately, dealt with by 149
on 2026-04-01 08:30
include prefecture.town
article 171
on 2026-04-10 09:00
佐藤 writes social-media-rules division=@P1 service=短文 account=p1 genuine=サイトに掲載 access=媒体を金庫に since=2026-04-10
expect refused form.required field=other
佐藤 writes social-media-rules division=@P1 service=短文 account=p1 genuine=サイトに掲載 access=媒体を金庫に other=投稿の確認 since=2026-04-10 as R1
expect state R1 written
article 173(1)
田中 issues social-media-manager division=@P1 account=短文p1 manager=@伊藤 from=2026-04-10T09:00
expect refused matter.may_not_start
佐藤 issues social-media-manager division=@P1 account=短文p1 manager=@伊藤 from=2026-04-10T09:00 as S1
expect state S1 in_force
expect role 伊藤 social_media_manager
# Another for the same account: the one before ends.
佐藤 issues social-media-manager division=@P1 account=短文p1 manager=@田中 from=2026-04-10T10:00 as S2
on 2026-04-10 10:00
tick
expect state S1 ended closed
expect no role 伊藤 social_media_manager
expect role 田中 social_media_manager

article 173(3)
伊藤 notices account-takeover account=短文p1 division=@P1 info_system=@メール noticed_at=2026-04-10T10:00 what=見知らぬ投稿 measures=停止を申請
expect refused matter.may_not_start
田中 notices account-takeover account=短文p1 division=@P1 info_system=@メール noticed_at=2026-04-10T10:00 what=見知らぬ投稿
expect refused form.required field=measures
田中 notices account-takeover account=短文p1 division=@P1 info_system=@メール noticed_at=2026-04-10T10:00 what=見知らぬ投稿 measures=停止を申請 as M1
expect duty M1 received open n=2
佐藤 receives M1
expect no duty M1 consulted
情野 receives M1
article 173(4)
expect duty M1 consulted of head_security_officer open act=consult n=1
関 consults M1
expect duty M1 dealt of security_manager at P1 open act=report n=1
佐藤 reports M1 dealt=計画のとおり
関 receives M1
情野 acknowledges M1
関 carries_out M1 prevention=認証を二つにする
expect state M1 done closed
