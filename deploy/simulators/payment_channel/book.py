"""The channel's book: orders of merchants, and callbacks on their way. In a file that survives a kill."""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kit.clock import SHANGHAI
from kit.ids import new_id

SCHEMA = """
create table if not exists trades (
    out_trade_no text primary key,
    pr text not null unique,
    asked text not null,
    state text not null default 'NOTPAY',
    transaction_id text not null default '',
    success_time text not null default ''
);
create table if not exists notices (
    position integer primary key autoincrement,
    id text not null,
    out_trade_no text not null,
    due_at real not null,
    tries integer not null default 0,
    ended integer not null default 0
);
"""
# Seconds between one try and the next; then it is given up.
PAUSES = (1, 2, 4, 8, 15, *[30] * 20)


@dataclass(frozen=True, kw_only=True)
class Trade:
    """One order of the merchant."""

    out_trade_no: str
    pr: str
    asked: dict[str, Any]
    state: str
    transaction_id: str
    success_time: str

    @property
    def code_url(self) -> str:
        """What the QR code says."""
        return f"weixin://wxpay/bizpayurl?pr={self.pr}"

    @property
    def amount_fen(self) -> int:
        """What is to be paid."""
        return int(self.asked["amount"]["total"])

    def is_expired(self, at: datetime) -> bool:
        """Whether the merchant's own limit has passed."""
        limit = self.asked.get("time_expire")
        return limit is not None and at >= datetime.fromisoformat(limit)

    def told(self, at: datetime) -> dict[str, Any]:
        """The order as the channel tells of it."""
        state = "CLOSED" if self.state == "NOTPAY" and self.is_expired(at) else self.state
        told = {
            "appid": self.asked["appid"],
            "mchid": self.asked["mchid"],
            "out_trade_no": self.out_trade_no,
            "trade_state": state,
            "trade_state_desc": {"SUCCESS": "支付成功", "NOTPAY": "订单未支付"}.get(state, "订单已关闭"),
        }
        if state != "SUCCESS":
            return told
        amount = {"total": self.amount_fen, "payer_total": self.amount_fen}
        return {
            **told,
            "transaction_id": self.transaction_id,
            "trade_type": "MWEB" if "scene_info" in self.asked else "NATIVE",
            "bank_type": "OTHERS",
            "success_time": self.success_time,
            "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
            "amount": {**amount, "currency": "CNY", "payer_currency": "CNY"},
        }


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One callback that is to be made."""

    position: int
    id: str
    out_trade_no: str
    tries: int


class Book:
    """Every method is one transaction, on the disk when it returns."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(file, isolation_level=None)
        self._base.row_factory = sqlite3.Row
        self._base.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def trade(self, out_trade_no: str) -> Trade | None:
        """An order by the merchant's number."""
        return self._one("select * from trades where out_trade_no = ?", out_trade_no)

    def trade_of_code(self, pr: str) -> Trade | None:
        """An order by its code."""
        return self._one("select * from trades where pr = ?", pr)

    def add(self, asked: dict[str, Any]) -> Trade:
        """Open an order; one with this number that is there already is the answer."""
        self._base.execute(
            "insert into trades (out_trade_no, pr, asked) values (?, ?, ?) on conflict do nothing",
            (asked["out_trade_no"], secrets.token_urlsafe(7), json.dumps(asked, ensure_ascii=False)),
        )
        trade = self.trade(asked["out_trade_no"])
        assert trade is not None  # noqa: S101 - it was just written
        return trade

    def shut(self, out_trade_no: str) -> None:
        """Close an order that is not paid."""
        self._base.execute(
            "update trades set state = 'CLOSED' where out_trade_no = ? and state = 'NOTPAY'", (out_trade_no,)
        )

    def pay(self, trade: Trade, at: datetime, *, notices: int, delay: float) -> bool:
        """Pay an order and note its callbacks; false when it was paid or closed before."""
        number = f"42{at.astimezone(SHANGHAI):%Y%m%d%H%M%S}{secrets.randbelow(10**12):012}"
        paid_at = at.astimezone(SHANGHAI).isoformat(timespec="seconds")
        with closing(self._base.cursor()) as cursor:
            cursor.execute("begin immediate")
            cursor.execute(
                """
                update trades set state = 'SUCCESS', transaction_id = ?, success_time = ?
                where out_trade_no = ? and state = 'NOTPAY'
                """,
                (number, paid_at, trade.out_trade_no),
            )
            is_paid = cursor.rowcount == 1
            notice = (str(new_id()), trade.out_trade_no, at.timestamp() + delay)
            cursor.executemany(
                "insert into notices (id, out_trade_no, due_at) values (?, ?, ?)",
                [notice] * (notices if is_paid else 0),
            )
            cursor.execute("commit")
        return is_paid

    def due(self, at: datetime) -> Sequence[Notice]:
        """The callbacks whose time has come."""
        rows = self._base.execute(
            """
            select position, id, out_trade_no, tries from notices
            where not ended and due_at <= ? order by position
            """,
            (at.timestamp(),),
        )
        return [Notice(**dict(row)) for row in rows]

    def tried(self, notice: Notice, at: datetime, *, was_heard: bool) -> None:
        """Note a try: it was heard, or it is made again later."""
        is_last = notice.tries >= len(PAUSES)
        pause = 0 if is_last else PAUSES[notice.tries]
        self._base.execute(
            "update notices set tries = tries + 1, due_at = ?, ended = ? where position = ?",
            (at.timestamp() + pause, was_heard or is_last, notice.position),
        )

    def _one(self, sql: str, value: str) -> Trade | None:
        row = self._base.execute(sql, (value,)).fetchone()
        return Trade(**{**dict(row), "asked": json.loads(row["asked"])}) if row else None
