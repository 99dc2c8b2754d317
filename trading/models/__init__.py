"""Models of trades, one a module."""

from trading.models.block import Block
from trading.models.counter_offer import CounterOffer
from trading.models.invitation import Invitation
from trading.models.message import Message
from trading.models.report import Report
from trading.models.seat import Seat
from trading.models.trade import Trade
from trading.models.trade_event import TradeEvent
from trading.models.version import Version

__all__ = ["Block", "CounterOffer", "Invitation", "Message", "Report", "Seat", "Trade", "TradeEvent", "Version"]
