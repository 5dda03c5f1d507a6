story a file is bound by the act, kept when it is durable, seen by whom the matter concerns
on 2026-04-01 08:30
include prefecture.town
article 71(2)
on 2026-04-10 09:00
file 画面.png "not really a picture"
file 別.txt another
渡辺 notices incident source=inside noticed_at=2026-04-10T08:50 what=不審 attachments=@@画面.png @key=k as M1
expect page of 健田 M1 says 画面.png
expect file M1 画面.png
expect file M1 画面.png for 健田
expect no file M1 画面.png for 田中
expect no file M1 別.txt
# The same again with the same key: the bytes count, not the new upload.
file 画面２.png "not really a picture"
渡辺 notices incident source=inside noticed_at=2026-04-10T08:50 what=不審 attachments=@@画面２.png @key=k
expect refused matter.key_used
渡辺 notices incident source=inside noticed_at=2026-04-10T08:50 what=不審 attachments=text
expect refused form.not_a_file field=attachments
article 154(1)
# Sent back: the file that was there may be kept by its id.
佐藤 applies exception rule=47(2) instead=x reason=x risk=x from=2026-04-11T00:00 until=2026-05-01T00:00 attachments=@@別.txt as M2
関 passes_on M2 send_back remark=足りない
佐藤 resubmits M2 rule=47(2) instead=y reason=x risk=x from=2026-04-11T00:00 until=2026-05-01T00:00 attachments=00000000000000000000000000000002
expect file M2 別.txt for 佐藤
expect page of 関 M2 says 別.txt
