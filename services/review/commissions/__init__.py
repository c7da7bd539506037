"""Letters of commission (评审委托书): with what a unit sends to the office that accepts (M1.1)."""
