"""operations: what is stuck, who mends it, and what came of it?

Asks everybody once a minute by the workflow `Survey` (ADR 53) and keeps what was found: ids, offices and
codes, no person. Owns what operators asked for, who agreed, and the results.
Queue: `operations`. Events in: none. Events out: none.
Pages: /operations (卡住的事项, for operators).
"""
