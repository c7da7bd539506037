from tests.side_by_side import CHECKOUT, PARTS, paths


def test_each_test_is_in_one_part() -> None:
    parts = [paths(part) for part in PARTS]
    for file in sorted((CHECKOUT / "tests").rglob("test_*.py")):
        name = str(file.relative_to(CHECKOUT))
        holding = [part for part in parts if any(f"{name}/".startswith(f"{path}/") for path in part)]
        assert len(holding) == 1, name
