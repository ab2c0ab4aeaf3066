"""Where the files of a rulebook lie."""

from __future__ import annotations

from pathlib import Path

# beside the rules stand their golden cases and invariants, which other readers load
NOT_RULES = ("cases", "invariants.yaml")


def default_folder(name: str) -> Path:
    """The `rules` or `catalogue` folder that comes with the package, or stands beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    shipped = package / "data" / name
    return shipped if shipped.is_dir() else package.parent / name


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files under `folder` that hold rules or catalogue data, in a fixed order."""
    found = [path for path in folder.rglob("*.yaml") if not set(path.relative_to(folder).parts) & set(NOT_RULES)]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())
