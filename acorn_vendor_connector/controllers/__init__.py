from . import main
from . import files
