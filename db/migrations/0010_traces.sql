-- What one person has exported in a day is asked before every export.
create index audit_exports on audit (person_id, at) where action = 'exportLedger';

-- What the application may not rewrite (db/roles.sql), the owner may not either (control G2).
create trigger visit_observation_append_only before update or delete or truncate on visit_observation for each statement execute function refuse_rewrite();
create trigger visit_problem_append_only before update or delete or truncate on visit_problem for each statement execute function refuse_rewrite();
create trigger recommendation_append_only before update or delete or truncate on recommendation for each statement execute function refuse_rewrite();
create trigger recommendation_item_append_only before update or delete or truncate on recommendation_item for each statement execute function refuse_rewrite();
create trigger reveal_append_only before update or delete or truncate on reveal for each statement execute function refuse_rewrite();
