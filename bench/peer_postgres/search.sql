-- Full-text search that works for Chinese in plain PostgreSQL: trigrams, kept up in the same
-- transaction as the report.
CREATE EXTENSION pg_trgm;
CREATE INDEX reports_search ON reports USING gin (body gin_trgm_ops);
