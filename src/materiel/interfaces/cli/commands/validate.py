"""``materiel validate``: OCDS files against the schemas of one version."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import say, say_findings, say_json, table
from materiel.kernel.errors import InputError

SHOWN = 20
"""Findings that are printed; ``--json`` has all of them."""


def validate(
    *files: Path,
    schema: Path | None = None,
    lenient: bool = False,
    common: Common = PLAIN,
) -> int:
    """Check files of the Open Contracting Data Standard against its schema, without a network.

    The schemas are yours: a folder with release-schema.json and its companions of one version.

    Args:
        files: release packages, record packages or releases (JSON).
        schema: the folder of the schemas, or a schema in it.
        lenient: report missing metadata of a package, and do not count it as an error.
        common: the options of every command.
    """
    common.refuse("validate", (*CLOCKS, "case", "workspace"), "a file is checked by itself")
    if schema is None:
        raise InputError("validate: --schema FOLDER is required; no schema ships with materiel")
    found = materiel.validate_ocds(files, schema, lenient=lenient)
    if common.json:
        say_json(found.as_dict())
        return GOOD if found.good else FINDINGS
    table(
        ("file", "documents", "errors", "other findings"),
        [
            (
                Path(each.file).name,
                str(each.documents),
                str(each.errors),
                str(len(each.findings) - each.errors),
            )
            for each in found.files
        ],
        right=range(1, 4),
    )
    findings = [finding for each in found.files for finding in each.findings]
    say_findings(findings[:SHOWN])
    if len(findings) > SHOWN:
        say(f"and {len(findings) - SHOWN:,} more; --json lists all")
    bad = sum(each.errors > 0 for each in found.files)
    say(f"OCDS {found.version or 'of no stated version'}: {bad} of {len(found.files)} with errors")
    return GOOD if found.good else FINDINGS


COMMAND = Command(
    name="validate",
    group="Record",
    run=validate,
    example="materiel validate package.json --schema schemas/1.1.5\n"
    "materiel validate *.json --schema schemas/1.1.5 --lenient",
)
