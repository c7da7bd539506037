"""Whatever was sealed in any form can be read; what is sealed today has the shape of its form's sample."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from contracts.sections.kinds import KINDS
from contracts.sections.names import PAPERS, SectionKind
from kit.sealed import Broken, WrittenLater, canonical, unwrapped
from tests.unit.sections.record import SAMPLES, sample_of
from tests.unit.sections.written import everything

# What was recorded once stays as it is; a new form adds a line.
RECORDED = {
    "archive.1.json": "37a4691ce498df72cfe2fed772cc371df4f9bb7d68e65c6415b2fb264074c7c9",
    "archive.2.json": "6de149b94237e1c4f393c2f61d4f1aa523b3f906fc7d0a8a6810be258ed36506",
    "decision.1.json": "c1801a343c767d17e655379f0a63766f4f5b1c2378a05d9377dbf1bb932f47ad",
    "decision.2.json": "bbc6a312b1f0a62604628081b20b1485f10c087abfccf0f80a4a919723def0c0",
    "decision.3.json": "9b2215aa2e29c6f78651d4f71be3d3adb814879ab4e57bb2448473ec18cbf141",
    "decision.4.json": "8a0eb45e41a847964210742c491a294489d68bde4e0d0539d1f2c8592942fe0e",
    "decision.5.json": "507ea8a41b1a2d9e3cc38dd045d8bee5e41de8d0e09fa04f2b11b79d493d2be9",
    "declaration.1.json": "adf7815b0d9975d9426da59238f7af7a1e61d8cdea469df0747dcf2f1ad0d4aa",
    "declaration.2.json": "c54a2ee5e6ca5448dd2e63434e38437a95b331871914ed65730424ed69ef7e20",
    "declaration.3.json": "e98df1228ad6080d52f085c1808c226945ba7c3fd4af53c1cf557591db515daf",
    "declaration.4.json": "d941b7ebc04069e206e0436cf404a01ee8f7089456297e67c14156fa971fa762",
    "declaration.5.json": "79dab962dfff5e391801774e9db6a1121cea88134e428459cd5ead8b276b0a95",
    "documents.1.json": "b17132165e14fe3dd87e43bdd51ee259052cffcb14539ddf8c827d7070a2a220",
    "documents.2.json": "1287f3ce03ccf60fb6cb20be9cb22e4591ac54481eebaad20fa5af7d55fab689",
    "identity.1.json": "0973d852ddd2a87131dd98c9412a9f8449a34cc1729bc6c6a85284a363a2e505",
    "re-review.1.json": "0565a52cee931c5e6b253f9c7de3ebd999ae869d85168894c6cfd7071255568b",
    "result.1.json": "52c0ed28560acf93b3cd4303d6e3076181488047f12281c7f6d3a9a050daa3ba",
    "result.2.json": "30ffe2d4df0c80e7e3ce9583e5b1ee60f5945b7c1d4213cb0e834af49e029e96",
    "result.3.json": "b5d83b7da0fc58cdf0fe6472c929cb06f947efe0fdc9d39021867220ec948f5b",
    "result.4.json": "c59390320f2254c377dc068b1c01efdf960c680388bfcd310c67f5d27f699261",
    "result.5.json": "42f6094c8b9220bdc67f2742f2d2b4f9a15d9119582fef7ced89b8e134a8347f",
    "settlement.1.json": "9130e47afa51e914b877886b6e49cbd831a27bd2298c3856ffd1ed02dcbd769d",
    "settlement.2.json": "2584d8c69a5f4708089fbb130cbdfbb2191819b57394a15726d1195b4858c5bc",
    "submission.1.json": "4a6d0e5c2acb2b09c1db905ce52df6e73da2df82c6bddf1ecd3c2b09541ef714",
}
ALL = sorted(SAMPLES.glob("*.json"))


def kind_of(sample: Path) -> SectionKind:
    return SectionKind(sample.name.split(".")[0])


def shape(value: Any) -> Any:
    """Which names there are, whatever they hold; of a list all that any of it has."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [json.loads(one) for one in sorted({json.dumps(shape(one), sort_keys=True) for one in value})]
    return None


def test_no_sample_has_changed() -> None:
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in ALL} == RECORDED


def test_every_kind_of_section_has_a_dataclass_or_is_a_paper() -> None:
    assert {*KINDS, *PAPERS} == {*SectionKind}


@pytest.mark.parametrize("sample", ALL, ids=lambda path: path.name)
def test_every_sample_is_read_and_sealed_again_as_it_was(sample: Path) -> None:
    kind = KINDS[kind_of(sample)]
    opened = unwrapped(sample.read_bytes()).read(kind)
    assert opened.section == kind_of(sample)
    again = json.loads(canonical(opened.section, opened.data))["data"]
    was = json.loads(sample.read_bytes())["data"]
    assert {name: again[name] for name in was} == was


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_what_is_written_today_has_the_shape_of_its_form(kind: SectionKind) -> None:
    section = everything()[kind]
    sample = json.loads(sample_of(kind, section.form).read_bytes())
    assert shape(json.loads(canonical(kind, section))) == shape(sample)


def test_what_was_written_by_a_newer_system_is_refused_in_words() -> None:
    plain = json.loads(canonical("settlement", everything()[SectionKind.SETTLEMENT]))
    plain["data"]["form"] += 1
    envelope = unwrapped(rfc8785.dumps(plain))
    with pytest.raises(WrittenLater):
        envelope.read(KINDS[SectionKind.SETTLEMENT])
    assert "更新版本" in str(WrittenLater.__doc__)


def test_what_is_no_such_section_is_broken() -> None:
    envelope = unwrapped(canonical("identity", everything()[SectionKind.IDENTITY]))
    with pytest.raises(Broken):
        envelope.read(KINDS[SectionKind.SETTLEMENT])
    for plain in (b"%PDF-1.7", b"[]", b'{"section": "identity"}'):
        with pytest.raises(Broken):
            unwrapped(plain)
