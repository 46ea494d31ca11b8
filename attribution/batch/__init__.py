"""Corpora: articles → part files of rows that outlive a kill, a full disk and a reboot; ``docs/corpus.md`` tells how.

    articles → parts → extracted by worker processes, or by Ray → a file a part and table, and its line in the journal

A part is so many articles in input order. Its files and its journal entry depend on nothing but its articles and the
options, so that parts may be made in any order, by any machine, twice: the output is the same to the last byte.
"""
