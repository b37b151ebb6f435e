"""Look-alikes of OCDS files, invented, with the quirks of real ones; where the real ones lie."""

import json
from pathlib import Path
from typing import Any

import pytest

from materiel.exchange.ocds.jsontext import as_text
from materiel.exchange.ocds.reading import read_source

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "ocds"


def shared(*parts: str) -> Path:
    """A folder of the public files; the test is skipped where they are not."""
    found = SHARED.joinpath(*parts)
    if not found.exists():
        pytest.skip(f"the public files are not beside the project: no {'/'.join(parts)}")
    return found


def content(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def reading(document: Any, name: str = "file.json"):
    """A document, or bytes, as it is imported."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_source(as_text(name, raw))


def package(*releases: Any, **more: Any) -> dict[str, Any]:
    """A release package of 1.1."""
    return {
        "uri": "https://example.org/package.json",
        "version": "1.1",
        "publishedDate": "2024-05-02T10:00:00Z",
        "publisher": {"name": "Office of Supply of Nowhere"},
        **more,
        "releases": list(releases),
    }


def release(number: int = 1, **more: Any) -> dict[str, Any]:
    """A release of one process, made in that month of 2024."""
    return {
        "ocid": "ocds-zzzzzz-42",
        "id": f"r{number}",
        "date": f"2024-{number:02d}-15T09:30:00+02:00",
        "tag": ["planning"],
        "initiationType": "tender",
        **more,
    }


def full(number: int = 3) -> dict[str, Any]:
    """A release in which every block of the standard stands."""
    return release(
        number,
        tag=["contract", "implementation"],
        parties=[
            {
                "id": "XX-1",
                "name": "Ministry of Stores",
                "roles": ["buyer", "payer"],
                "identifier": {"scheme": "XX", "id": "1"},
                "contactPoint": {"name": "a person", "email": "stores@example.org"},
            },
            {"id": "XX-2", "name": "Nowhere Works", "roles": ["supplier", "tenderer"]},
            {"id": "XX-3", "name": "Buying Office", "roles": ["procuringEntity"]},
        ],
        buyer={"id": "XX-1", "name": "Ministry of Stores"},
        planning={
            "budget": {"amount": {"amount": 900.5, "currency": "EUR"}, "description": "Stores"},
            "milestones": [{"id": "m0", "title": "Approved", "dateMet": "2024-01-04"}],
        },
        tender={
            "id": "t1",
            "title": "Crates",
            "status": "complete",
            "procuringEntity": {"id": "XX-3", "name": "Buying Office"},
            "value": {"amount": 800, "currency": "EUR"},
            "items": [{"id": "1", "description": "crate", "quantity": 8.5, "unit": {"name": "m"}}],
            "tenderers": [{"id": "XX-2", "name": "Nowhere Works"}],
            "documents": [{"id": "d1", "title": "Notice", "url": "https://example.org/n"}],
            "amendments": [{"id": "a1", "date": "2024-02-01", "rationale": "longer"}],
        },
        awards=[
            {
                "id": "w1",
                "date": "2024-02-20T00:00:00Z",
                "status": "active",
                "suppliers": [{"id": "XX-2", "name": "Nowhere Works"}],
            }
        ],
        contracts=[
            {
                "id": "c1",
                "awardID": "w1",
                "title": "Crates for stores",
                "status": "active",
                "dateSigned": "2024-03-01T00:00:00Z",
                "value": {"amount": 799.99, "currency": "EUR"},
                "period": {"startDate": "2024-04-01", "endDate": "2024-09-30"},
                "items": [
                    {
                        "id": "1",
                        "description": "crate",
                        "quantity": 40,
                        "unit": {"name": "Each", "value": {"amount": 19.99, "currency": "EUR"}},
                    },
                    {"id": "2", "description": "rope", "quantity": 7, "unit": {"name": "km"}},
                ],
                "milestones": [{"id": "m1", "title": "Half", "status": "scheduled"}],
                "implementation": {
                    "transactions": [
                        {
                            "id": "p1",
                            "date": "2024-03-10T00:00:00Z",
                            "value": {"amount": 100, "currency": "EUR"},
                            "payer": {"id": "XX-1", "name": "Ministry of Stores"},
                            "payee": {"id": "XX-2", "name": "Nowhere Works"},
                        }
                    ]
                },
            }
        ],
    )
