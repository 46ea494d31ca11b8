-- One row a speaker. Who is merged with whom is decided in “keyed”: by an alias, else by full name, else within the article.
WITH said AS (
    SELECT
        article, kind, words, quoted_words, role, source_kind,
        CASE WHEN negated THEN 'not ' || stance ELSE stance END AS stance,
        tidy(coalesce(speaker, CASE WHEN source_kind <> 'pronoun' THEN source END)) AS name,
        coalesce(speaker_type, 'unknown') AS type
    FROM attributions
), named AS (
    SELECT *, normal(name) AS normal, bool_or(source_kind = 'name') OVER (PARTITION BY article, name) AS by_name
    FROM said WHERE name IS NOT NULL
), keyed AS (
    SELECT
        named.*,
        coalesce(here.speaker, everywhere.speaker) AS alias,
        CASE WHEN alias IS NULL AND NOT is_full_name(named.name, named.type, by_name) THEN named.article END AS only_in,
        coalesce('alias ' || alias, 'name ' || named.normal || chr(10) || coalesce(only_in, '')) AS who
    FROM named
    LEFT JOIN aliases here ON here.normal = named.normal AND here.article = named.article
    LEFT JOIN aliases everywhere ON everywhere.normal = named.normal AND everywhere.article = ''
), stances AS (
    SELECT who, list((stance, times) ORDER BY times DESC, stance) AS stances
    FROM (SELECT who, stance, count(*) AS times FROM keyed WHERE stance IS NOT NULL GROUP BY who, stance)
    GROUP BY who
), speakers AS (
    SELECT
        who,
        coalesce(any_value(alias), mode(name ORDER BY name)) AS name,
        mode(type ORDER BY type) AS type,
        mode(role ORDER BY role) FILTER (role IS NOT NULL) AS role,
        any_value(only_in) AS only_in,
        list_sort(list(DISTINCT name)) AS names,
        count(DISTINCT article) AS articles,
        count(*) AS attributions,
        sum(words)::BIGINT AS words,
        sum(quoted_words)::BIGINT AS quoted_words,
        count(*) FILTER (kind = 'direct') AS direct,
        count(*) FILTER (kind = 'mixed') AS mixed,
        count(*) FILTER (kind = 'indirect') AS indirect
    FROM keyed GROUP BY who
)
SELECT speakers.* EXCLUDE who, coalesce(stances, [])
FROM speakers LEFT JOIN stances USING (who)
ORDER BY attributions DESC, words DESC, name, only_in
