"""What a question about promises reads: the receivers' side of each, and nothing twice."""

from datetime import date

from histories_of_gifts import event, ledger, promise

from materiel.kernel.bounds import Bounds
from materiel.kernel.stamps import Stamps
from materiel.store.reading import Reader

TODAY = Stamps(date(2025, 1, 1), date(2025, 1, 1))


def test_who_gives_under_one_promise_and_receives_under_another_does_not_cancel(tmp_path):
    database = ledger(
        tmp_path,
        promise("c1", giver="DEU", receiver="NLD"),
        promise("c2", giver="NLD", receiver="UKR"),
        event("e1", "c1", 5),
        event("e2", "c2", 3),
    )
    with database.reading() as connection:
        reader = Reader(connection, "x", TODAY)
        assert reader.total(reader.promises(rung="pledged")).bounds == Bounds.exactly(8)
        assert reader.total(reader.promises(receiver="NLD")).bounds == Bounds.exactly(5)
        assert reader.total(reader.promises(giver="NLD")).bounds == Bounds.exactly(3)
        assert reader.total(reader.promises(giver="ESP")).bounds == Bounds.exactly(0)
    database.close()
