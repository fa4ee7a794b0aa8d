"""EDI files."""


def written(chosen, view):
    raise NotImplementedError
