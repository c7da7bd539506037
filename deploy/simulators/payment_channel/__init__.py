"""The payment channel, simulated: WeChat Pay v3, native orders, with real signatures.

Merchants order, ask and close under /v3/pay/transactions; a payer opens /pay/<code> and confirms; the
merchant is called back until it answers 200. For chaos the payer's page (or a program) can have the callback
delayed, sent twice, or lost; POST /drills/key/<serial> has the channel sign with another of its keys, and
/drills/probe/<times> sign wrongly so many times. Everything is in a database file and survives a kill.
"""
