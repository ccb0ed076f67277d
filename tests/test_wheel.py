"""What users install: the wheel, in an environment of its own, with no checkout in sight."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COVERAGE", "NEWSFOLD_", "PIP_"))}


def run(*command: str | Path, cwd: Path, status: int = 0) -> str:
    environment = CLEAN | {"HOME": str(cwd), "XDG_DATA_HOME": str(cwd / "data"), "XDG_CONFIG_HOME": str(cwd / "config")}
    child = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert child.returncode == status, child.stdout + child.stderr
    return child.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that holds the wheel; its dependencies are borrowed from the one that runs the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("newsfold-*.whl")
    venv = folder / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=folder)
    python = venv / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    (Path(packages) / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return venv / "bin"


def test_the_wheel_carries_its_configuration_and_migrations(installed: Path, tmp_path: Path):
    code = "import newsfold; from newsfold import shipped; print(newsfold.__file__, shipped.default_config(), shipped.migrations(), sep='\\n')"
    package, config, migrations = map(Path, run(installed / "python", "-c", code, cwd=tmp_path).splitlines())
    assert package.is_relative_to(installed.parent)
    assert config == package.parent / "config" / "default.toml"
    assert migrations == package.parent / "db" / "migrations"
    assert {path.name for path in (config, migrations / "env.py") if path.is_file()} == {"default.toml", "env.py"}


def test_the_wheel_does_the_main_job_from_any_folder(installed: Path, tmp_path: Path):
    shutil.copytree(ROOT / "scripts" / "sample", tmp_path / "sample")
    run(installed / "newsfold", "ingest", "sample", "--db", "news.db", cwd=tmp_path, status=1)
    report = json.loads(run(installed / "newsfold", "report", "--db", "news.db", "--format", "json", "--all", cwd=tmp_path))
    articles = [article for cluster in report["clusters"] for article in (cluster["canonical"], *cluster["variants"])]
    files = {str(path.relative_to(tmp_path / "sample")) for path in (tmp_path / "sample").rglob("*.*") if path.suffix != ".jsonl"}
    documents = {f"agencies.jsonl#{story}-{role}" for story, roles in (("libya", "cefh"), ("museum", "befh")) for role in roles}
    assert sorted(article["origin"] for article in articles) == sorted(files - {"texts/nothing-in-it.txt"} | documents)
    skipped = json.loads(run(installed / "newsfold", "skipped", "--db", "news.db", "--format", "json", cwd=tmp_path))
    assert len(skipped["skipped"]) == 2
