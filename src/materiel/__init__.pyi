from collections.abc import Mapping

from materiel.planning.plan import Plan as Plan
from materiel.service.acceptance import accept_plan as accept_plan
from materiel.service.balances import Balance as Balance
from materiel.service.balances import Line as Line
from materiel.service.balances import balance as balance
from materiel.service.burdens import Shared as Shared
from materiel.service.burdens import burden as burden
from materiel.service.burdens import write_burden as write_burden
from materiel.service.case_files import Written as Written
from materiel.service.case_files import convert_case as convert_case
from materiel.service.case_files import export_case as export_case
from materiel.service.checking import check_folder as check_folder
from materiel.service.checking import check_workspace as check_workspace
from materiel.service.demo import make_demo as make_demo
from materiel.service.importing import ImportReport as ImportReport
from materiel.service.importing import import_files as import_files
from materiel.service.loading import load_case as load_case
from materiel.service.moving import export_lines as export_lines
from materiel.service.moving import export_log as export_log
from materiel.service.moving import import_log as import_log
from materiel.service.plans import make_plans as make_plans
from materiel.service.recording import Recorded as Recorded
from materiel.service.recording import add_entry as add_entry
from materiel.service.recording import correct_entry as correct_entry
from materiel.service.reporting import answer_report as answer_report
from materiel.service.reporting import list_reports as list_reports
from materiel.service.reporting import report_options as report_options
from materiel.service.reporting import report_records as report_records
from materiel.service.reporting import write_report as write_report
from materiel.service.selection import Wanted as Wanted
from materiel.service.spreadsheets import write_table as write_table
from materiel.service.templates import write_case_template as write_case_template
from materiel.service.tracing import trace_entry as trace_entry
from materiel.service.tracing import trace_figures as trace_figures
from materiel.service.verifying import verify as verify
from materiel.service.workspace import View as View
from materiel.service.workspace import Workspace as Workspace
from materiel.service.workspace import create_workspace as create_workspace
from materiel.service.workspace import open_workspace as open_workspace

__version__: str
DOOR: Mapping[str, str]
