"""payment: is the fee settled?

Owns the order of an accepted application, the charges opened for it at the payment channel (WeChat Pay v3,
native), and every payment that the channel tells of, those to be refunded too.
Queue: `payment`. Events out: `payment.settled`. Events in: none.
Pages: /payment/<application> (马上支付). The channel calls /payment/callback/wechat.
"""
