-- How much was done under a procedure, for pages of articles, without reading the matters.
CREATE INDEX matter_proof ON matter (procedure, division, opened, changed);
