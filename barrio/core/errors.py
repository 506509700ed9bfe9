"""What can go wrong by a person's doing, said in a sentence."""


class Refused(Exception):
    """That cannot be done as things stand.

    The docstring of a subclass is its default message; `str()` of the error is fit to
    be shown to the person who asked.
    """

    def __init__(self, message: object = None) -> None:
        super().__init__(message if message is not None else (type(self).__doc__ or "").strip())
