-- Projection: how many matters of a procedure were opened in a fiscal year, and when any of them
-- changed last, for pages of articles; counting them took as long as there are matters.
CREATE TABLE proof_year (
    procedure TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL, -- in Tokyo, from 1 April
    n INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (procedure, fiscal_year)
) STRICT;

-- The year in Tokyo, three months earlier.
-- sqlite:
INSERT INTO proof_year (procedure, fiscal_year, n, last)
SELECT procedure, CAST(strftime('%Y', opened / 1000 + 32400, 'unixepoch', '-3 months', 'start of month') AS INTEGER),
    count(*), max(changed)
FROM matter GROUP BY 1, 2;
-- postgres:
INSERT INTO proof_year (procedure, fiscal_year, n, last)
SELECT procedure, CAST(extract(year FROM to_timestamp(opened / 1000) AT TIME ZONE 'Asia/Tokyo' - interval '3 months') AS BIGINT),
    count(*), max(changed)
FROM matter GROUP BY 1, 2;
-- both:
DROP INDEX matter_procedure_opened;

-- Most matters have neither.
DROP INDEX matter_one_per;
CREATE INDEX matter_one_per ON matter (one_per) WHERE one_per IS NOT NULL;
DROP INDEX matter_book;
CREATE INDEX matter_book ON matter (book, id) WHERE book IS NOT NULL;
