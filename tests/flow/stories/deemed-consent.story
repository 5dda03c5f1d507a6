story who used the network before is treated as having consented, by an act and for the network only
on 2026-04-01 08:30
include prefecture.town

article 5(2)
関 issues deemed-consent body=assembly network_only=no used_before=平成10年から from=2026-04-01T09:00
expect refused form.must_be_yes field=network_only
関 issues deemed-consent body=police network_only=yes used_before=平成10年から from=2026-04-01T09:00
expect refused form.not_a_choice field=body
情野 issues deemed-consent body=assembly network_only=yes used_before=平成10年から from=2026-04-01T09:00
expect refused matter.may_not_start
関 issues deemed-consent body=assembly network_only=yes used_before=平成10年から from=2026-04-01T08:30 as D1
expect state D1 in_force
# One for each body; a newer one takes the place of the one before.
関 issues deemed-consent body=education network_only=yes used_before=平成10年から from=2026-04-01T08:30 as D2
expect state D1 in_force
expect state D2 in_force
on 2026-05-01 09:00
関 issues deemed-consent body=assembly network_only=yes used_before=平成10年から、財務会計で from=2026-05-01T09:00 as D3
expect state D3 in_force
expect state D1 ended

# It is no consent for anything else: where one is asked for, it is none.
関 issues consent-method basis=no_contract method=書面 explained=基準と守秘 placed=責任者 from=2026-05-01T09:00
file 同意書 "%PDF-1.4 x"
田中 explains outsider-consent outsider=議会事務局 work=財務会計の利用 basis=no_contract due_on=2026-05-02 ends_on=2027-03-31 renews=@D3 explained=説明書 standard_told=yes secrecy_told=yes how=paper signatory=議 agreed_on=2026-05-01 signed=@@同意書 placed=yes officer=東 manager=東 system=東
expect refused form.not_found field=renews
