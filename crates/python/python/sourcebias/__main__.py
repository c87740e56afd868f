"""`python -m sourcebias` is the program."""

import sys

from . import main

sys.exit(main())
