"""自评: the applicant says what of the archive counts where, and reads at once what it comes to."""
