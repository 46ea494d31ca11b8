-- One row a speaker. Who is merged with whom is decided in “keyed”: by an alias, else by full name, else within the article.
-- Each name is looked at once, and not once a row: a million articles have twenty million rows and far fewer names.
WITH said AS (
    SELECT
        article, kind, words, quoted_words, role, source_kind,
        CASE WHEN negated THEN 'not ' || stance ELSE stance END AS stance,
        coalesce(speaker, CASE WHEN source_kind <> 'pronoun' THEN source END) AS given,
        coalesce(speaker_type, 'unknown') AS type
    FROM attributions WHERE given IS NOT NULL
), looked_at AS (
    SELECT given, tidy(given) AS name, normal(name) AS normal,
        is_full_name(name, 'person', false) AS full_person,
        is_full_name(name, 'organisation', true) AS full_organisation, contains(bare(name), ' ') AS long
    FROM (SELECT DISTINCT given FROM said)
), names AS (
    SELECT looked_at.*, everywhere.speaker AS alias
    FROM looked_at LEFT JOIN aliases everywhere ON everywhere.normal = looked_at.normal AND everywhere.article = ''
), short_names AS (
    SELECT DISTINCT article, names.name FROM said JOIN names USING (given)
    WHERE source_kind = 'name' AND full_organisation AND NOT long
), keyed AS (
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
    LEFT JOIN aliases here ON here.normal = names.normal AND here.article = said.article
), stances AS (
    SELECT alias, normal, only_in, list((stance, times) ORDER BY times DESC, stance) AS stances
    FROM (SELECT alias, normal, only_in, stance, count(*) AS times FROM keyed WHERE stance IS NOT NULL GROUP BY ALL)
    GROUP BY ALL
), speakers AS (
    SELECT
        alias, normal,
        coalesce(alias, mode(name ORDER BY name)) AS name,
        mode(type ORDER BY type) AS type,
        mode(role ORDER BY role) FILTER (role IS NOT NULL) AS role,
        only_in,
        list_sort(list(DISTINCT name)) AS names,
        count(DISTINCT article) AS articles,
        count(*) AS attributions,
        sum(words)::BIGINT AS words,
        sum(quoted_words)::BIGINT AS quoted_words,
        count(*) FILTER (kind = 'direct') AS direct,
        count(*) FILTER (kind = 'mixed') AS mixed,
        count(*) FILTER (kind = 'indirect') AS indirect
    FROM keyed GROUP BY alias, normal, only_in
)
SELECT speakers.* EXCLUDE (alias, normal), coalesce(stances, [])
FROM speakers LEFT JOIN stances ON speakers.alias IS NOT DISTINCT FROM stances.alias
    AND speakers.normal IS NOT DISTINCT FROM stances.normal AND speakers.only_in IS NOT DISTINCT FROM stances.only_in
ORDER BY attributions DESC, words DESC, name, only_in
