-- The page of an article asks for the matters of its procedures since a day.
CREATE INDEX matter_procedure_opened ON matter (procedure, opened);
CREATE INDEX matter_procedure_began ON matter (procedure, began) WHERE state = 'in_force';
