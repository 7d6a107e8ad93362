"""So that tests of this folder share what they look for."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
