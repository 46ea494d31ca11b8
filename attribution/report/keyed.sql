-- Who is merged with whom: by an alias, else by full name, else within the article. One row an attribution to somebody, as a view.
-- Each name is looked at once, and not once a row: a million articles have twenty million rows and far fewer names.
CREATE TEMP VIEW said AS
SELECT
    article, kind, words, quoted_words, role, source_kind,
    CASE WHEN negated THEN 'not ' || stance ELSE stance END AS stance,
    coalesce(speaker, CASE WHEN source_kind <> 'pronoun' THEN source END) AS given,
    coalesce(speaker_type, 'unknown') AS type
FROM attributions WHERE given IS NOT NULL;

CREATE TEMP TABLE names AS
WITH looked_at AS (
    SELECT given, tidy(given) AS name, normal(name) AS normal,
        is_full_name(name, 'person', false) AS full_person,
        is_full_name(name, 'organisation', true) AS full_organisation, contains(bare(name), ' ') AS long
    FROM (SELECT DISTINCT given FROM said)
)
SELECT looked_at.*, everywhere.speaker AS alias
FROM looked_at LEFT JOIN aliases everywhere ON everywhere.normal = looked_at.normal AND everywhere.article = '';

CREATE TEMP TABLE short_names AS
SELECT DISTINCT article, names.name FROM said JOIN names USING (given)
WHERE source_kind = 'name' AND full_organisation AND NOT long;

CREATE TEMP VIEW keyed AS
SELECT
    said.* EXCLUDE given, names.name, coalesce(here.speaker, names.alias) AS alias,
    CASE WHEN alias IS NULL THEN names.normal END AS normal,
    CASE WHEN alias IS NULL AND NOT (
        CASE type WHEN 'person' THEN full_person
            WHEN 'organisation' THEN full_organisation AND (long OR short_names.article IS NOT NULL)
            ELSE false END
    ) THEN said.article END AS only_in
FROM said JOIN names USING (given)
LEFT JOIN short_names ON short_names.article = said.article AND short_names.name = names.name AND type = 'organisation'
LEFT JOIN aliases here ON here.normal = names.normal AND here.article = said.article;

-- How much each said: all that is asked of most, of whom a million articles have millions.
CREATE TEMP TABLE sizes AS
SELECT alias, normal, only_in, count(*) AS attributions, sum(words)::BIGINT AS words FROM keyed GROUP BY ALL;
