"""Practice: a training copy of the one-stop dossier system, pure and deterministic.

`engine` says what the system lets one do, `marking` says whether it was right by law. A run is
a list of events; the scenario, the seed and the events always give the same state and mark.
"""
