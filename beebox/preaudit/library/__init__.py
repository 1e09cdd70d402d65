"""退回原因: the library of reasons that supervisors keep, with every earlier wording of each."""
