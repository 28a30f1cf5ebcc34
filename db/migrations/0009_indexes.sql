-- Every foreign key leads an index, so that neither a join by it nor a deletion reads the whole table.
create index session_of_account on session (account_id);
create index credit_decision_case on credit_decision (bank_case_id);

-- What one person has exported in a day is asked before every export.
create index audit_exports on audit (person_id, at) where action = 'exportLedger';
