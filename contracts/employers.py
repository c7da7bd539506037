"""What sort of unit an employer is, and where its applications begin: the words that everybody shows."""

from collections.abc import Mapping
from enum import StrEnum


class EmployerKind(StrEnum):
    """What sort of unit it is (P1.1, P2.1)."""

    PUBLIC_INSTITUTION = "public_institution"
    ENTERPRISE = "enterprise"
    NON_PUBLIC = "non_public"
    PROVINCIAL = "provincial"


EMPLOYER_KIND_NAMES: Mapping[EmployerKind, str] = {
    EmployerKind.PUBLIC_INSTITUTION: "事业单位",
    EmployerKind.ENTERPRISE: "国有企业",
    EmployerKind.NON_PUBLIC: "非公有制单位",
    EmployerKind.PROVINCIAL: "省直单位或企业集团",
}


class EmployerLevel(StrEnum):
    """Whether its applications begin at the province's, the city's or a county's offices (B5, P1, P2)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


EMPLOYER_LEVEL_NAMES: Mapping[EmployerLevel, str] = {
    EmployerLevel.PROVINCE: "省级单位",
    EmployerLevel.CITY: "市级单位",
    EmployerLevel.COUNTY: "县（市、区）级单位",
}
