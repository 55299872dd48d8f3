"""The command line: `nqpf new-study <name> --from panel.xlsx`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nqpf.errors import UserError
from nqpf.new_study.decisions import summary
from nqpf.new_study.plan import plan
from nqpf.new_study.refusal import Refusal
from nqpf.new_study.write import install, refuse_place, theory_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 0, or 1 after a user's mistake, told in one sentence."""
    given = parser().parse_args(arguments)
    language = given.language or system_language()
    try:
        print(new_study(given, language))
    except Refusal as refusal:
        return _told(refusal.told(language), language)
    except UserError as error:
        return _told(str(error), language)
    return 0


def new_study(given: argparse.Namespace, language: str) -> str:
    """Read the panel, write the study, and return what the user is told."""
    project = Path(given.project)
    refuse_place(given.name, project)
    found = plan(given.name, Path(given.file), language, given.sheet, given.unit, given.year)
    install(found, project)
    return summary(found, theory_of(project))


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    top = argparse.ArgumentParser(
        prog="nqpf", description="New quality productive forces and innovative cities."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    new = commands.add_parser(
        "new-study", help="write a study folder from your own panel / 由自己的面板数据生成研究"
    )
    new.add_argument("name", help="name of the study: small letters, digits, _ / 研究名称")
    new.add_argument(
        "--from", dest="file", required=True, help="the panel: xlsx, csv, dta ... / 面板数据文件"
    )
    new.add_argument("--sheet", help="sheet of a workbook / 工作表名称")
    new.add_argument("--unit", help="column that names the units / 地区列")
    new.add_argument("--year", help="column that holds the year / 年份列")
    new.add_argument("--language", choices=["en", "zh"], help="of messages and comments / 语言")
    new.add_argument("--project", default=".", help="folder of the project / 项目文件夹")
    return top


def system_language() -> str:
    """Chinese where the system says so, else English."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


def _told(sentence: str, language: str) -> int:
    print(f"{'错误' if language == 'zh' else 'error'}: {sentence}", file=sys.stderr)
    return 1
