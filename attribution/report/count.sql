-- One row a speaker, of the $1 most quoted and those who said as much as the last of them.
WITH least AS (
    SELECT row(attributions, words) AS said FROM sizes ORDER BY attributions DESC, words DESC LIMIT 1 OFFSET $1 - 1
), chosen AS (
    SELECT alias, normal, only_in FROM sizes
    WHERE NOT EXISTS (FROM least) OR row(attributions, words) >= (SELECT said FROM least)
), kept AS (
    SELECT keyed.* FROM keyed SEMI JOIN chosen ON keyed.alias IS NOT DISTINCT FROM chosen.alias
        AND keyed.normal IS NOT DISTINCT FROM chosen.normal AND keyed.only_in IS NOT DISTINCT FROM chosen.only_in
), stances AS (
    SELECT alias, normal, only_in, list((stance, times) ORDER BY times DESC, stance) AS stances
    FROM (SELECT alias, normal, only_in, stance, count(*) AS times FROM kept WHERE stance IS NOT NULL GROUP BY ALL)
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
    FROM kept GROUP BY alias, normal, only_in
)
SELECT speakers.* EXCLUDE (alias, normal), coalesce(stances, [])
FROM speakers LEFT JOIN stances ON speakers.alias IS NOT DISTINCT FROM stances.alias
    AND speakers.normal IS NOT DISTINCT FROM stances.normal AND speakers.only_in IS NOT DISTINCT FROM stances.only_in
ORDER BY attributions DESC, words DESC, name, only_in
