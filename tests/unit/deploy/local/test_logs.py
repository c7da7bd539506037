from pathlib import Path

from deploy.local.logs import Log, Voice, last_lines


def test_lines_that_come_in_pieces_are_put_together_and_told_by_whom(tmp_path: Path) -> None:
    file = tmp_path / "stack.log"
    log = Log(file)
    review, gateway = Voice("review.api", log), Voice("gateway", log)

    review.say("职".encode()[:2])
    gateway.say(b"listening\n")
    review.say("职".encode()[2:] + "称\nsecond".encode())

    assert last_lines(file, 10) == ["gateway              | listening", "review.api           | 职称"]
    assert last_lines(file, 10, "gate") == ["gateway              | listening"]
    assert last_lines(file, 1) == ["review.api           | 职称"]
    assert last_lines(tmp_path / "none", 5) == []

    review.end()
    assert last_lines(file, 1) == ["review.api           | second"]
    log._handler.close()
