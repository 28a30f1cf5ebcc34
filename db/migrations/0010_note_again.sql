-- A loan booked wrongly and reversed is booked again under its own note number: the note is one, its bookings are counted.
alter table disbursement add column nth smallint not null default 1; -- L1 同一借据第几次登记
alter table disbursement drop constraint disbursement_bank_id_note_no_key;
alter table disbursement add constraint disbursement_note unique (bank_id, note_no, nth);
