-- Splits a table that has become too large by ranges of its id: docs/scaling.md, "Splitting by time".
-- As one transaction, while the market rests: `psql --single-transaction -f split.sql -c "SELECT split_by_id('trace', 10000000)"`.
-- What is there becomes the first part as it lies, without being copied.

CREATE OR REPLACE FUNCTION split_by_id(big text, size bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  border bigint; it record; old text := big || '_until';
  inward text[] := '{}'; outward text[] := '{}'; triggers text[] := '{}'; numbers text;
BEGIN
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', big);
  EXECUTE format('SELECT (coalesce(max(id), 0) / %s + 1) * %s FROM %I', size, size, big) INTO border;
  EXECUTE format('SELECT pg_get_serial_sequence(%L, %L)', quote_ident(big), 'id') INTO numbers;

  -- Who refers to it, whom it refers to, and what watches over it: written anew below.
  FOR it IN SELECT conrelid::regclass AS tab, conname, pg_get_constraintdef(oid) AS def
    FROM pg_constraint WHERE confrelid = quote_ident(big)::regclass AND contype = 'f'
  LOOP
    inward := inward || format('ALTER TABLE %s ADD CONSTRAINT %I %s', it.tab, it.conname, it.def);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.tab, it.conname);
  END LOOP;
  FOR it IN SELECT conname, pg_get_constraintdef(oid) AS def
    FROM pg_constraint WHERE conrelid = quote_ident(big)::regclass AND contype = 'f'
  LOOP
    outward := outward || format('ALTER TABLE %I ADD CONSTRAINT %I %s', big, it.conname, it.def);
  END LOOP;
  FOR it IN SELECT tgname, pg_get_triggerdef(oid) AS def
    FROM pg_trigger WHERE tgrelid = quote_ident(big)::regclass AND NOT tgisinternal
  LOOP
    triggers := triggers || it.def;
    EXECUTE format('DROP TRIGGER %I ON %I', it.tgname, big);
  END LOOP;

  EXECUTE format('ALTER TABLE %I RENAME TO %I', big, old);
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) PARTITION BY RANGE (id)', big, old);
  IF numbers IS NOT NULL THEN
    EXECUTE format('ALTER SEQUENCE %s OWNED BY %I.id', numbers, big);
  END IF;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%s)', big, old, border);
  PERFORM next_part(big, size);
  FOREACH numbers IN ARRAY outward || inward || triggers LOOP EXECUTE numbers; END LOOP;
  RETURN format('%s is split at %s', big, border);
END $$;

-- Makes the part after the last. Every month; a part that is not needed yet is empty and does no harm.
CREATE OR REPLACE FUNCTION next_part(big text, size bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE border bigint;
BEGIN
  SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''?(\d+)')::bigint) INTO border
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = quote_ident(big)::regclass;
  EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
                 big || '_from_' || border, big, border, border + size);
  RETURN format('%s_from_%s', big, border);
END $$;
