"""The system of record and the planner for joint procurement, transfers and backfill.

The use cases stand here under the names of ``DOOR``; each is imported when it is first asked
for, so that ``import materiel`` costs nothing. Types: ``__init__.pyi``.

    with materiel.open_workspace("demo") as workspace:
        answer = materiel.balance(workspace, view=materiel.View("patriot"))
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

DOOR: Mapping[str, str] = {
    "View": "workspace",
    "Workspace": "workspace",
    "create_workspace": "workspace",
    "open_workspace": "workspace",
    "Wanted": "selection",
    "write_case_template": "templates",
    "check_folder": "checking",
    "check_workspace": "checking",
    "load_case": "loading",
    "ImportReport": "importing",
    "IngestReport": "ingesting",
    "ingest": "ingesting",
    "DocumentReader": "readers",
    "document_reader": "readers",
    "model_endpoint": "model_settings",
    "About": "keeping_documents",
    "KeptReport": "keeping_documents",
    "keep_documents": "keeping_documents",
    "Desk": "reviewing",
    "Total": "reviewing",
    "Waiting": "reviewing",
    "desk": "reviewing",
    "Passage": "passages",
    "passage_of": "passages",
    "Found": "searching",
    "search": "searching",
    "Draft": "drafting",
    "draft": "drafting",
    "post_draft": "drafting",
    "Judged": "judging",
    "judge": "judging",
    "undo": "judging",
    "edit_claim": "judging",
    "import_files": "importing",
    "Recorded": "recording",
    "add_entry": "recording",
    "correct_entry": "recording",
    "Balance": "balances",
    "Line": "balances",
    "balance": "balances",
    "Shared": "burdens",
    "burden": "burdens",
    "Contracted": "contracts",
    "contracts": "contracts",
    "options": "contracts",
    "write_contract": "contracts",
    "Order": "ordering",
    "call_off": "ordering",
    "exercise_option": "ordering",
    "approvals": "approvals",
    "if_refused": "approvals",
    "eligibility": "eligibility",
    "write_burden": "burdens",
    "trace_entry": "tracing",
    "trace_figures": "tracing",
    "verify": "verifying",
    "export_lines": "moving",
    "export_log": "moving",
    "import_log": "moving",
    "Published": "publishing",
    "export_ocds": "publishing",
    "validate_ocds": "publishing",
    "Written": "case_files",
    "export_case": "case_files",
    "convert_case": "case_files",
    "Plan": "plans",
    "AskedPlan": "plans",
    "asked_only": "plans",
    "make_plans": "plans",
    "plan_answers": "plans",
    "planning_rules": "plans",
    "Asked": "matching",
    "match_needs": "matching",
    "accept_match": "matching",
    "Wish": "pooling",
    "pool": "pooling",
    "accept_plan": "acceptance",
    "Explained": "explaining",
    "Subjected": "explaining",
    "Why": "explaining",
    "explain": "explaining",
    "Compared": "comparing",
    "compare": "comparing",
    "kept_plans": "stored_plans",
    "backtest": "backtesting",
    "write_report": "reporting",
    "list_reports": "reporting",
    "answer_report": "reporting",
    "write_table": "spreadsheets",
    "report_records": "reporting",
    "report_options": "reporting",
    "make_demo": "demo",
}
"""Each use case and the module of ``materiel.service`` that it is imported from."""


def __getattr__(name: str) -> Any:
    """Import a use case when it is first asked for."""
    if name not in DOOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.service.{DOOR[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *DOOR})
