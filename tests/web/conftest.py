"""Tests of the served app share a browser."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
