"""Accounts that are assigned: whoever has no number of their own to recover them by, or leaves."""

from kit.db import Connection
from kit.errors import Refusal
from services.identity.access.operations.passwords import replace_password
from services.identity.access.operations.second_factor import reset_second_factor
from services.identity.access.store.accounts import Account
from services.identity.accounts.operations.activation import UNUSABLE

OF_THE_PLATFORM = frozenset({"admin", "operator"})


class NotOfThePlatform(Refusal):
    """只能用于管理员和运维人员的账号。审核人员的账号由管理员在其页面上重新发放激活码或结束任期，其他人请用“忘记密码”。"""


async def give_password(conn: Connection, account: Account, password_hash: str) -> None:
    """Another password; the second factor stays. Everything that was begun with the old one ends."""
    _check(account)
    await replace_password(conn, account.id, password_hash)


async def close_account(conn: Connection, account: Account) -> None:
    """Nobody signs in to it any more. The login stays taken; what its holder did keeps the name."""
    _check(account)
    await replace_password(conn, account.id, UNUSABLE)
    await reset_second_factor(conn, account, by=None)


def _check(account: Account) -> None:
    if account.role not in OF_THE_PLATFORM:
        raise NotOfThePlatform
