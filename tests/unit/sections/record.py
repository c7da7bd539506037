"""Keeps what is sealed: python -m tests.unit.sections.record writes a sample of each form that has none yet.

Sealed things live ten years. A sample that is there is never written again: a reader that cannot read it
cannot read the case file of somebody.
"""

from pathlib import Path

from contracts.sections.names import SectionKind
from kit.sealed import canonical
from tests.unit.sections.written import everything

SAMPLES = Path(__file__).parent / "samples"


def sample_of(kind: SectionKind, form: int) -> Path:
    """Where the sample of a form lies."""
    return SAMPLES / f"{kind}.{form}.json"


def main() -> None:
    """Write the forms that have no sample."""
    for kind, section in everything().items():
        path = sample_of(kind, section.form)
        if not path.exists():
            path.write_bytes(canonical(kind, section))
            print(f"recorded {path.name}")


if __name__ == "__main__":
    main()
