"""The sample stories as they are read now, beside the packaged cases that keep what they say."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from materiel.evidence.intake import read_document
from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import packaged_case
from materiel.exchange.sampled import samples
from materiel.kernel.stamps import Stamps
from materiel.reports.reading import Reading
from materiel.reports.stories import ShownStory
from materiel.service.clock import now
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.writing import append

ACTOR = "demo"


@contextmanager
def told_stories() -> Iterator[tuple[ShownStory, ...]]:
    """Every sample story with its reading and its cases at its day.

    The cases are posted into a database of their own, which goes when the context ends: a story
    shows where it leads without a workspace holding its case.
    """
    stories = samples()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'stories.sqlite'}")
        try:
            database.migrate()
            recorded = now()
            for name in dict.fromkeys(case for each in stories for case in each.cases):
                with packaged_case(name) as rows:
                    append(database, read_folder(rows).entries(), actor=ACTOR, now=recorded)
            with database.reading() as connection:
                yield tuple(
                    ShownStory(
                        each,
                        read_document(each.name, each.text, each.as_of),
                        {
                            case: Reading(Reader(connection, case, Stamps(each.as_of, each.as_of)))
                            for case in each.cases
                        },
                    )
                    for each in stories
                )
        finally:
            database.close()
