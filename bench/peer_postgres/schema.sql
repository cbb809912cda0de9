-- The same loop as plain PostgreSQL 15 tables, as a careful engineer would lay them out: one
-- transaction a step, with idempotency key, timeline, inbox and KPI counts in it. It is spared what
-- chengshu does besides: roles and scopes, working-time calendars, duty lookup, record hashes.

CREATE TABLE commands(key text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());

CREATE TABLE reports(
  id bigserial PRIMARY KEY, subject bigint NOT NULL, channel smallint NOT NULL,
  sealed bytea NOT NULL, body text NOT NULL, division bigint NOT NULL,
  lon_e7 integer NOT NULL, lat_e7 integer NOT NULL,
  case_id bigint, reported_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX reports_subject ON reports(subject);
CREATE INDEX reports_waiting ON reports(id) WHERE case_id IS NULL;

CREATE TABLE cases(
  id bigserial PRIMARY KEY, phase smallint NOT NULL, matter text NOT NULL, division bigint NOT NULL,
  unit integer NOT NULL, claimed boolean, verified boolean, accepted boolean, satisfied boolean,
  filed_at timestamptz NOT NULL DEFAULT now(), closed_at timestamptz) WITH (fillfactor = 80);
CREATE INDEX cases_filed ON cases(filed_at);
CREATE INDEX cases_unit ON cases(unit, filed_at);
CREATE INDEX cases_matter ON cases(matter, filed_at);
CREATE INDEX cases_division ON cases(division, filed_at);
CREATE INDEX cases_open ON cases(phase, filed_at) WHERE phase <> 6;

CREATE TABLE orders(
  case_id bigint NOT NULL, number smallint NOT NULL, unit integer NOT NULL, phase smallint NOT NULL,
  issued_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY(case_id, number))
  WITH (fillfactor = 80);

CREATE TABLE clocks(
  case_id bigint NOT NULL, number smallint NOT NULL, kind smallint NOT NULL, unit integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(), due timestamptz NOT NULL, stopped_at timestamptz,
  on_time boolean, PRIMARY KEY(case_id, number)) WITH (fillfactor = 80);
CREATE INDEX inbox ON clocks(unit, due) WHERE stopped_at IS NULL;
CREATE INDEX clocks_due ON clocks(due) WHERE stopped_at IS NULL;

CREATE TABLE events(
  id bigserial PRIMARY KEY, case_id bigint, report_id bigint, actor bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(), type text NOT NULL, payload jsonb NOT NULL);
CREATE INDEX timeline ON events(case_id, id) WHERE case_id IS NOT NULL;

CREATE TABLE kpi(
  day date NOT NULL, unit integer NOT NULL, division bigint NOT NULL, matter text NOT NULL,
  filed bigint NOT NULL DEFAULT 0, signed bigint NOT NULL DEFAULT 0,
  signed_on_time bigint NOT NULL DEFAULT 0, claimed bigint NOT NULL DEFAULT 0,
  handled_on_time bigint NOT NULL DEFAULT 0, verified bigint NOT NULL DEFAULT 0,
  accepted bigint NOT NULL DEFAULT 0, satisfied bigint NOT NULL DEFAULT 0,
  closed bigint NOT NULL DEFAULT 0,
  PRIMARY KEY(day, unit, division, matter)) WITH (fillfactor = 50);

CREATE FUNCTION submit(k text, s bigint, seal bytea, t text, d bigint, lon integer, lat integer)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE r bigint;
BEGIN
  INSERT INTO commands(key) VALUES (k);
  INSERT INTO reports(subject, channel, sealed, body, division, lon_e7, lat_e7)
    VALUES (s, 0, seal, t, d, lon, lat) RETURNING id INTO r;
  INSERT INTO events(report_id, actor, type, payload)
    VALUES (r, 4, 'report.submitted', jsonb_build_object('report', r, 'subject', s, 'division', d));
  RETURN r;
END $$;

CREATE FUNCTION file_case(k text, r bigint, m text, u integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE c bigint; d bigint;
BEGIN
  INSERT INTO commands(key) VALUES (k);
  SELECT division INTO STRICT d FROM reports WHERE id = r AND case_id IS NULL FOR UPDATE;
  INSERT INTO cases(phase, matter, division, unit) VALUES (1, m, d, u) RETURNING id INTO c;
  UPDATE reports SET case_id = c WHERE id = r;
  INSERT INTO orders(case_id, number, unit, phase) VALUES (c, 1, u, 0);
  INSERT INTO clocks(case_id, number, kind, unit, due) VALUES
    (c, 0, 1, u, now() + interval '30 minutes'), (c, 1, 3, u, now() + interval '1 day'),
    (c, 2, 4, u, now() + interval '3 days');
  INSERT INTO events(case_id, report_id, actor, type, payload) VALUES
    (c, r, 4, 'case.filed', jsonb_build_object('matter', m, 'division', d)),
    (c, NULL, 4, 'order.dispatched', jsonb_build_object('order', 1, 'unit', u));
  INSERT INTO kpi(day, unit, division, matter, filed) VALUES (current_date, u, d, m, 1)
    ON CONFLICT (day, unit, division, matter) DO UPDATE SET filed = kpi.filed + 1;
  RETURN c;
END $$;

-- Stops the case's running clock of a kind; whether it was in time.
CREATE FUNCTION stop_clock(c bigint, which smallint) RETURNS boolean LANGUAGE sql AS $$
  UPDATE clocks SET stopped_at = now(), on_time = now() <= due
   WHERE case_id = c AND kind = which AND stopped_at IS NULL RETURNING on_time
$$;

-- Steps 2 to 6: sign, outcome, verify, call back, close.
CREATE FUNCTION step(k text, c bigint, s integer, remark text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE x cases; ok boolean;
BEGIN
  INSERT INTO commands(key) VALUES (k);
  SELECT * INTO STRICT x FROM cases WHERE id = c AND phase = s - 1 FOR UPDATE;
  IF s = 2 THEN
    UPDATE cases SET phase = 2 WHERE id = c;
    UPDATE orders SET phase = 1 WHERE case_id = c AND number = 1;
    ok := stop_clock(c, 1::smallint);
    UPDATE kpi SET signed = signed + 1, signed_on_time = signed_on_time + ok::int
     WHERE day = current_date AND unit = x.unit AND division = x.division AND matter = x.matter;
  ELSIF s = 3 THEN
    UPDATE cases SET phase = 3, claimed = true WHERE id = c;
    UPDATE orders SET phase = 3 WHERE case_id = c AND number = 1;
    ok := stop_clock(c, 4::smallint);
    PERFORM stop_clock(c, 3::smallint);
    INSERT INTO clocks(case_id, number, kind, unit, due)
      VALUES (c, 3, 6, 1, now() + interval '1 day');
    UPDATE kpi SET claimed = claimed + 1, handled_on_time = handled_on_time + ok::int
     WHERE day = current_date AND unit = x.unit AND division = x.division AND matter = x.matter;
  ELSIF s = 4 THEN
    UPDATE cases SET phase = 4, verified = true WHERE id = c;
    PERFORM stop_clock(c, 6::smallint);
    INSERT INTO clocks(case_id, number, kind, unit, due)
      VALUES (c, 4, 7, 1, now() + interval '2 days');
    UPDATE kpi SET verified = verified + 1
     WHERE day = current_date AND unit = x.unit AND division = x.division AND matter = x.matter;
  ELSIF s = 5 THEN
    UPDATE cases SET phase = 5, accepted = true, satisfied = true WHERE id = c;
    PERFORM stop_clock(c, 7::smallint);
    INSERT INTO clocks(case_id, number, kind, unit, due)
      VALUES (c, 5, 8, 1, now() + interval '1 day');
    UPDATE kpi SET accepted = accepted + 1, satisfied = satisfied + 1
     WHERE day = current_date AND unit = x.unit AND division = x.division AND matter = x.matter;
  ELSE
    UPDATE cases SET phase = 6, closed_at = now() WHERE id = c;
    PERFORM stop_clock(c, 8::smallint);
    UPDATE kpi SET closed = closed + 1
     WHERE day = current_date AND unit = x.unit AND division = x.division AND matter = x.matter;
    INSERT INTO events(case_id, actor, type, payload)
      VALUES (c, 4, 'case.appraised', jsonb_build_object('unit', x.unit));
  END IF;
  INSERT INTO events(case_id, actor, type, payload)
    VALUES (c, 5, 'step.' || s, jsonb_build_object('remark', remark));
  RETURN c;
END $$;

-- n closed cases, as if they had been lived through, in one transaction.
CREATE FUNCTION store(n bigint, seal bytea, t text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reports(subject, channel, sealed, body, division, lon_e7, lat_e7, case_id)
    SELECT i, 0, seal, t, 410101001000 + i % 180 * 1000, 1136000000 + i % 1000000, 347000000, i
      FROM generate_series(1, n) i;
  INSERT INTO cases(phase, matter, division, unit, claimed, verified, accepted, satisfied,
                    filed_at, closed_at)
    SELECT 6, 'E' || 1000 + i % 60, 410101001000 + i % 180 * 1000, i % 180, true, true, true, true,
           now() - interval '1 second' * (n - i), now()
      FROM generate_series(1, n) i;
  INSERT INTO orders(case_id, number, unit, phase)
    SELECT i, 1, i % 180, 3 FROM generate_series(1, n) i;
  INSERT INTO clocks(case_id, number, kind, unit, due, stopped_at, on_time)
    SELECT i, j, j, i % 180, now(), now(), true
      FROM generate_series(1, n) i, generate_series(0, 5) j;
  INSERT INTO events(case_id, report_id, actor, type, payload)
    SELECT i, i, 4, 'step.' || j, '{"remark": "现场核查属实"}'
      FROM generate_series(1, n) i, generate_series(1, 9) j;
  INSERT INTO commands(key) SELECT 's' || i || '.' || j
      FROM generate_series(1, n) i, generate_series(0, 6) j;
END $$;
