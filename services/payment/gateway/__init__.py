"""The payment channel: WeChat Pay v3, native."""
