"""Data of Tableau's, in the folder that TSC_TABLEAU_DATA names."""

import os
from pathlib import Path

import pytest


def folder(so):
    """The folder; without it the tests are skipped, with `so` as the explanation."""
    path = os.environ.get("TSC_TABLEAU_DATA")
    if not path:
        pytest.skip(f"TSC_TABLEAU_DATA is not set, so {so}", allow_module_level=True)
    return Path(path)
