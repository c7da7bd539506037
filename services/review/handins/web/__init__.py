"""The desk that receives papers, and the applicant's page about them."""
