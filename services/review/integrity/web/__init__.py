"""Pages of the register: the office that enters, and the person."""
